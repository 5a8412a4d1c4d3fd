// @ts-check
/**
 * Photos of a thing, taken on the phone: shrunk, shown small, sealed with their entry, sent after
 * it. Until they are sealed they are in this page's memory and nowhere else.
 */
import { me, mine } from "phone/people.js";
import { bytes, seal } from "phone/seal.js";
import { shrink } from "phone/shrink.js";
import { flush } from "phone/send.js";
import { change, hear, isFull, tell } from "phone/store.js";
import { photosWaiting, sendPhotos } from "phone/photosend.js";
import { clockNow } from "phone/time.js";

/** @typedef {import("phone/store.js").Person} Person */
/** @typedef {{id: string, blob: Blob, captured: string, item: HTMLElement}} Taken */

const MOST = 4;

/**
 * One place on a page where photos are added: in a form that the phone keeps, or, of an entry that
 * is with the server, in a form of their own.
 */
class Field {
  /** @param {HTMLElement} box */
  constructor(box) {
    this.box = box;
    /** @type {Taken[]} */
    this.taken = [];
    /** Of an entry that is there already. */
    this.record = box.dataset.photoRecord || "";
    this.input = /** @type {HTMLInputElement} */ (box.querySelector("input[type=file]"));
    this.list = /** @type {HTMLElement} */ (box.querySelector("[data-photo-list]"));
    const add = () => this.add([...(this.input.files || [])]);
    this.input.addEventListener("change", add);
    // Chosen while this was still on its way.
    if (this.input.files?.length) add();
  }

  /** How many more the entry can hold. */
  room() {
    return MOST - Number(this.box.dataset.photosThere || 0) - this.list.children.length;
  }

  /** @param {File[]} files */
  async add(files) {
    this.say("");
    for (const file of files) {
      if (this.room() < 1) {
        this.say("many");
        break;
      }
      try {
        const { blob, preview } = await shrink(file);
        const photo = { id: crypto.randomUUID(), blob, captured: clockNow(), item: this.item(preview) };
        if (this.record) await this.keepAtOnce(photo);
        else this.taken.push(photo);
        this.list.append(photo.item);
      } catch (error) {
        this.say(isFull(error) ? "full" : "unreadable");
      }
    }
    // The same file may be chosen again after it was taken away.
    this.input.value = "";
    if (this.record) flush(true).then(() => sendPhotos(true));
  }

  /** @param {string} preview @returns {HTMLElement} */
  item(preview) {
    const template = /** @type {HTMLTemplateElement} */ (this.box.querySelector("template"));
    const item = /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
    const image = /** @type {HTMLImageElement} */ (item.querySelector("img"));
    image.src = preview;
    item.querySelector("button")?.addEventListener("click", () => this.drop(item));
    return item;
  }

  /** @param {HTMLElement} item */
  async drop(item) {
    const gone = this.taken.find((photo) => photo.item === item);
    this.taken = this.taken.filter((photo) => photo !== gone);
    if (item.dataset.photo) await change(["photos"], ({ photos }) => photos.delete(item.dataset.photo));
    item.remove();
    this.say("");
    this.input.focus();
  }

  /** @param {Taken} photo of an entry that the server has: into the store, and off */
  async keepAtOnce(photo) {
    const row = await mine();
    if (!row) throw new Error("not registered");
    const kept = await sealed(photo, this.record, row, this.list.children.length);
    await change(["photos"], ({ photos }) => photos.put(kept));
    photo.item.dataset.photo = photo.id;
    state(photo.item, "kept");
    tell({ what: "changed", record: this.record });
  }

  /** @param {string} name of the sentence that is said */
  say(name) {
    for (const words of /** @type {NodeListOf<HTMLElement>} */ (this.box.querySelectorAll("[data-photo-say]"))) {
      words.hidden = words.dataset.photoSay !== name;
    }
  }
}

/**
 * @param {Taken} photo
 * @param {string} record
 * @param {Person} row
 * @param {number} number
 * @returns {Promise<import("phone/photosend.js").Kept>}
 */
async function sealed({ id, blob, captured }, record, row, number) {
  const { device, membership, key } = row;
  const said = bytes(
    JSON.stringify({ format: 1, author: me, membership, device, photo: id, record, captured, number }),
  );
  const picture = new Uint8Array(await blob.arrayBuffer());
  const plain = new Uint8Array(4 + said.length + picture.length);
  new DataView(plain.buffer).setUint32(0, said.length);
  plain.set(said, 4);
  plain.set(picture, 4 + said.length);
  const whole = await seal(key.public, `nightsafe photo 1 ${id}`, plain);
  const order = Date.now() + number;
  const waits = { sent: 0, tries: 0, next: 0, problem: null, piece: 0 };
  return { id, record, author: me, order, keyId: key.id, sealed: whole, ...waits };
}

/** @param {HTMLElement} item @param {string} name of what is said below its picture */
function state(item, name) {
  for (const words of /** @type {NodeListOf<HTMLElement>} */ (item.querySelectorAll("[data-photo-state]"))) {
    words.hidden = words.dataset.photoState !== name;
  }
  // What is on its way, or there, is taken away on the entry's own page of photos.
  const button = item.querySelector("button");
  if (button) button.hidden = name !== "";
}

/** @param {Field} field of an entry that is there: what of it is still on this phone */
async function count(field) {
  const waits = (await photosWaiting()).filter(({ record }) => record === field.record).length;
  const line = field.box.querySelector("[data-photos-wait]");
  if (!(line instanceof HTMLElement)) return;
  const shown = field.list.querySelectorAll("[data-photo]").length;
  line.hidden = waits === 0 || shown > 0;
  const number = line.querySelector("[data-number]");
  if (number) number.textContent = String(waits);
}

/** @param {HTMLElement} box */
async function begin(box) {
  // Of a phone that is not registered the plain form, where there is one, sends them itself.
  if (box.dataset.photoRecord && !(await mine())) return;
  for (const plain of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-photos-plain]"))) {
    plain.hidden = true;
  }
  box.hidden = false;
  const field = new Field(box);
  box.dataset.ready = "";
  if (field.record) {
    hear((news) => {
      const item = field.list.querySelector(`[data-photo="${news.id}"]`);
      const arrived = news.state?.match(/^photo (\w+)$/)?.[1];
      if (item instanceof HTMLElement && arrived) state(item, arrived);
      const there = box.querySelector("[data-photos-new]");
      if (there instanceof HTMLElement && arrived && news.record === field.record && !item) {
        there.hidden = false;
      }
      count(field).catch(() => {});
    });
    await count(field);
    return;
  }
  document.addEventListener("nightsafe:keeping", (event) => {
    const { detail } = /** @type {CustomEvent} */ (event);
    if (!detail.form.contains(box)) return;
    for (const [number, photo] of field.taken.entries()) {
      // Whatever happens to a photo, its entry is saved.
      const kept = mine().then((row) => row && sealed(photo, detail.record, row, number));
      detail.photos.push(kept.catch(() => null));
    }
  });
  document.addEventListener("nightsafe:kept", (event) => {
    const { detail } = /** @type {CustomEvent} */ (event);
    if (!detail.form.contains(box) || field.taken.length === 0) return;
    const name = detail.photosLost ? "lost" : "kept";
    const words = box.querySelector(`[data-photo-after="${name}"]`);
    if (words instanceof HTMLElement) {
      words.hidden = false;
      document.querySelector("#main [role=status]")?.append(words);
    }
    field.taken = [];
  });
}

if (isSecureContext && "indexedDB" in self && "createImageBitmap" in self) {
  for (const box of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-photo-field]"))) {
    begin(box).catch(() => {});
  }
}
