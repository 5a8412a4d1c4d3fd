// @ts-check
/** Saving never waits for the network: a form goes sealed into the phone's store, then it is sent. */
import { begin as beginDraft, forget as forgetDraft } from "phone/draft.js";
import { queue, referenceOf } from "phone/parcel.js";
import { askToStay, labelOf, me, mine } from "phone/people.js";
import { follow } from "phone/saved.js";
import { flush } from "phone/send.js";
import { isFull, known, tell } from "phone/store.js";
import { clockNow } from "phone/time.js";

const root = document.documentElement;
const LEFT_OUT = new Set(["csrf_token", "sent"]);
const ID = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/;

/** @type {WeakSet<HTMLFormElement>} */
const busy = new WeakSet();
/** @type {WeakMap<HTMLFormElement, {submission: string, record: string}>} */
const minted = new WeakMap();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.dataset.outbox || event.defaultPrevented) return;
  event.preventDefault();
  // A second tap while the first is being saved, or after it was, saves nothing twice.
  if (busy.has(form)) return;
  busy.add(form);
  const submitter = /** @type {HTMLElement | null} */ (event.submitter);
  take(form, submitter, event.timeStamp)
    .then((done) => done || busy.delete(form))
    .catch((error) => {
      busy.delete(form);
      complain(form, isFull(error) ? "full" : "broken");
    });
});

/**
 * @param {HTMLFormElement} form
 * @param {HTMLElement | null} submitter
 * @param {number} start
 * @returns {Promise<boolean>} whether nothing is left to do on this page
 */
async function take(form, submitter, start) {
  const lacks = lacking(form);
  if (lacks) {
    complain(form, "", lacks);
    return false;
  }
  // Where the browser keeps nothing at all, the plain form is as good as it gets.
  const row = await mine().catch(() => undefined);
  if (!row) return sendPlain(form);
  const path = new URL(form.action).pathname;
  const { submission, record } = idsOf(form, path);
  const data = new FormData(form, submitter);
  data.set("submission", submission);
  data.set("record", record);
  if (!data.get("captured")) data.set("captured", clockNow());
  if (!data.get("parent")) {
    const head = form.dataset.record === "new" ? "" : (await known(record))?.head;
    data.set("parent", head || "");
  }
  /** @type {[string, string][]} */
  const fields = [];
  for (const [name, value] of data) {
    if (typeof value === "string" && !LEFT_OUT.has(name)) fields.push([name, value]);
  }
  const { outbox: kind = "", label: words = "" } = form.dataset;
  const reference = await referenceOf(record);
  const label = { words, at: Date.now(), reference };
  /** @type {{form: HTMLFormElement, record: string, submission: string, photos: any[]}} */
  const detail = { form, record, submission, photos: [] };
  document.dispatchEvent(new CustomEvent("nightsafe:keeping", { detail }));
  const photos = (await Promise.all(detail.photos)).filter(Boolean);
  const draft = `${me} ${path}`;
  const what = { path, fields, kind, submission, record, label, draft };
  let photosLost = photos.length < detail.photos.length;
  await queue(row, { ...what, photos }).catch((error) => {
    if (!isFull(error) || photos.length === 0) throw error;
    // Without room for the photos the entry is saved all the same.
    photosLost = true;
    return queue(row, what);
  });
  forgetDraft(form);
  follow(form, { submission, record, ...label });
  document.dispatchEvent(new CustomEvent("nightsafe:kept", { detail: { form, photosLost } }));
  performance.measure("kept", { start });
  tell({ what: "changed", record });
  flush(true);
  askToStay().catch(() => {});
  return true;
}

/**
 * The ids of what a form sends: minted once, for a page that was kept is shown many times.
 * @param {HTMLFormElement} form
 * @param {string} path
 */
function idsOf(form, path) {
  let ids = minted.get(form);
  if (!ids) {
    const given = /** @type {HTMLInputElement | null} */ (form.elements.namedItem("record"))?.value;
    const record = form.dataset.record === "new" ? crypto.randomUUID() : path.match(ID)?.[0] || given;
    ids = { submission: crypto.randomUUID(), record: record || crypto.randomUUID() };
    minted.set(form, ids);
  }
  return ids;
}

/** @param {HTMLFormElement} form @returns {string} what to say when the form asks for more */
function lacking(form) {
  for (const field of /** @type {NodeListOf<HTMLTextAreaElement>} */ (
    form.querySelectorAll("[data-needed]")
  )) {
    if (!field.value.trim()) return field.dataset.needed || "";
  }
  const time = timeLacking(form);
  if (time || !form.dataset.needsAny) return time;
  const said = [...new FormData(form)].some(([name, value]) => {
    const field = form.elements.namedItem(name);
    const hidden = field instanceof HTMLInputElement && field.type === "hidden";
    return !hidden && typeof value === "string" && value.trim();
  });
  return said ? "" : form.dataset.needsAny;
}

/** @type {WeakSet<HTMLFormElement>} */
const warned = new WeakSet();

/**
 * A picked time has to be one; one to come is asked about once, for the clock may be wrong.
 * @param {HTMLFormElement} form
 * @returns {string}
 */
function timeLacking(form) {
  for (const box of /** @type {NodeListOf<HTMLElement>} */ (form.querySelectorAll("[data-picked]"))) {
    const { picked = "", lacks = "", ahead = "" } = box.dataset;
    const choice = /** @type {RadioNodeList | null} */ (form.elements.namedItem(picked));
    if (choice?.value !== "pick") continue;
    const [day, at] = box.querySelectorAll("input");
    if (!at?.value) return lacks;
    if (warned.has(form) || !(Date.parse(`${day.value}T${at.value}`) > Date.now() + 600_000)) continue;
    warned.add(form);
    return ahead;
  }
  return "";
}

/**
 * Without a registered phone the form goes to the server by itself, as it does without script.
 * @param {HTMLFormElement} form
 */
function sendPlain(form) {
  if (!navigator.onLine) {
    complain(form, "unready");
    return false;
  }
  submit(form);
  return true;
}

/**
 * Sends the form as it is; one that is shown many times, each time with ids of its own.
 * @param {HTMLFormElement} form
 */
function submit(form) {
  if (root.dataset.kept !== undefined) {
    const ids = idsOf(form, new URL(form.action).pathname);
    for (const [name, value] of Object.entries(ids)) {
      const field = form.elements.namedItem(name);
      if (field instanceof HTMLInputElement) field.value = value;
    }
  }
  form.submit();
}

/**
 * Says that nothing was saved and what to do now; all that was typed stays where it is.
 * @param {HTMLFormElement} form
 * @param {string} why full, broken, unready; or nothing when `words` say it
 * @param {string} [words]
 */
function complain(form, why, words) {
  const template = document.querySelector("template[data-not-saved]");
  if (!(template instanceof HTMLTemplateElement)) return;
  const shown = /** @type {DocumentFragment} */ (template.content.cloneNode(true));
  const box = /** @type {HTMLElement} */ (shown.firstElementChild);
  for (const part of /** @type {NodeListOf<HTMLElement>} */ (box.querySelectorAll("[data-why]"))) {
    part.hidden = !part.dataset.why?.split(" ").includes(why || "said");
    if (part.dataset.why === "said") part.textContent = words || "";
  }
  box.querySelector("[data-send]")?.addEventListener("click", () => submit(form));
  document.querySelector("#main > [data-complaint]")?.remove();
  box.dataset.complaint = "";
  document.getElementById("main")?.prepend(box);
  box.focus();
}

/** A page that is kept for any entry says which, as far as this phone knows. */
async function nameKnown() {
  const place = document.querySelector("[data-known]");
  const record = location.pathname.match(ID)?.[0];
  const label = place && record ? await labelOf(record) : null;
  if (place && label) place.textContent = `${label.words} · ${label.reference}`;
}

nameKnown().catch(() => {});
for (const form of document.forms) if (form.dataset.draft !== undefined) beginDraft(form);
