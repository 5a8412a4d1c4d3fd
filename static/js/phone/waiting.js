// @ts-check
/** The list of what is not sent yet, in plain words; only its author can read what it is. */
import { me, mine, show } from "phone/people.js";
import { flush } from "phone/send.js";
import { change, hear, tell, waiting } from "phone/store.js";
import { shownTime } from "phone/time.js";

/** @typedef {import("phone/store.js").Parcel} Parcel */

const list = /** @type {HTMLElement} */ (document.querySelector("[data-queue-list]"));
const template = /** @type {HTMLTemplateElement} */ (document.querySelector("[data-queue-item]"));
const empty = /** @type {HTMLElement} */ (document.querySelector("[data-queue-empty]"));
const now = /** @type {HTMLElement | null} */ (document.querySelector("[data-send-now]"));

/** @type {Map<string, HTMLElement>} */
const rows = new Map();
/** @type {string | undefined} */
let sending;

/** @param {HTMLElement} row @param {string} name */
const part = (row, name) => /** @type {HTMLElement} */ (row.querySelector(`[data-part="${name}"]`));

async function draw() {
  const person = await mine();
  const parcels = await waiting();
  const before = new Set();
  const takenBack = new Set(
    parcels.filter(({ kind }) => kind === "withdraw").map(({ record }) => record),
  );
  for (const parcel of parcels) {
    const row = rows.get(parcel.id) || make(parcel);
    const state = before.has(parcel.record) ? "behind" : stateOf(parcel);
    before.add(parcel.record);
    for (const words of /** @type {NodeListOf<HTMLElement>} */ (row.querySelectorAll("[data-say]"))) {
      words.hidden = words.dataset.say !== state;
    }
    part(row, "taken-back").hidden = parcel.kind === "withdraw" || !takenBack.has(parcel.record);
    part(row, "tries").hidden = parcel.tries === 0;
    part(row, "number").textContent = String(parcel.tries);
    const label = parcel.author === me ? await show(person, parcel.label) : null;
    if (label) {
      part(row, "words").textContent = label.words;
      part(row, "time").textContent = shownTime(label.at);
      part(row, "reference").textContent = parcel.kind === "log" ? label.reference : "";
    }
    // Moving what is in its place already would take the focus off it.
    if (row.parentNode !== list) list.append(row);
  }
  const there = new Set(parcels.map((parcel) => parcel.id));
  for (const [id, row] of rows) {
    if (there.has(id)) continue;
    row.remove();
    rows.delete(id);
  }
  empty.hidden = parcels.length > 0;
  if (now) now.hidden = parcels.length === 0;
}

/** @param {Parcel} parcel */
function stateOf({ id, author, problem }) {
  if (id === sending) return "sending";
  if (problem === "token") return author === me ? "token" : "theirs";
  return problem || "waits";
}

/** @param {Parcel} parcel @returns {HTMLElement} */
function make(parcel) {
  const row = /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
  const details = /** @type {HTMLElement} */ (row.querySelector("[data-remove]"));
  // Without the taking back, what was taken back would count after all.
  if (parcel.author === me && parcel.kind !== "withdraw") {
    details.hidden = false;
    details.querySelector("button")?.addEventListener("click", () => remove(parcel));
  }
  rows.set(parcel.id, row);
  return row;
}

/** @param {Parcel} parcel it goes, and what was saved about the same behind it */
async function remove({ record, order }) {
  await change(["outbox", "records", "photos"], async ({ outbox, records, photos }) => {
    let left = 0;
    for (const one of await outbox.getAll()) {
      if (one.record !== record) continue;
      if (one.order >= order) await outbox.delete(one.id);
      else left += 1;
    }
    if (left) return;
    await records.delete(record);
    for (const photo of await photos.getAll()) {
      if (photo.record === record) await photos.delete(photo.id);
    }
  });
  tell({ what: "changed", record });
  document.querySelector("h1")?.focus();
}

if (isSecureContext && "indexedDB" in self) {
  document.querySelector("[data-queue-off]")?.remove();
  const redraw = () => draw().catch(() => {});
  hear((news) => {
    if (news.what === "changed" && news.id) sending = news.state === "sending" ? news.id : undefined;
    redraw();
  });
  now?.addEventListener("click", () => flush(true));
  redraw();
}
