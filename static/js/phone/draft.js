// @ts-check
/** What is being written survives reload, crash and signing in again: encrypted, for twelve hours. */
import { hide, me, mine, show } from "phone/people.js";
import { change, DRAFT_LASTS, open } from "phone/store.js";

const PAUSE = 300;
const ENVELOPE = new Set(["csrf_token", "submission", "record", "format", "captured", "sent"]);

/** @type {WeakMap<HTMLFormElement, () => void>} */
const ends = new WeakMap();

/** @param {HTMLFormElement} form */
export async function begin(form) {
  const key = `${me} ${new URL(form.action).pathname}`;
  if (!me) return;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let over = false;
  const fresh = values(form);
  const write = async () => {
    clearTimeout(timer);
    timer = undefined;
    // Asked anew each time: another tab may have signed out, and the key be gone.
    const row = await mine();
    const hidden = await hide(row, values(form));
    if (!hidden || over) return;
    await change(["drafts", "people"], async ({ drafts, people }) => {
      if ((await people.get(me))?.draftKey) {
        await drafts.put({ key, person: me, at: Date.now(), ...hidden });
      }
    });
  };
  const soon = () => {
    clearTimeout(timer);
    if (!over) timer = setTimeout(() => write().catch(() => {}), PAUSE);
  };
  const now = () => {
    if (timer) write().catch(() => {});
  };
  ends.set(form, () => {
    over = true;
    clearTimeout(timer);
  });
  try {
    const draft = await (await open()).get("drafts", key);
    if (draft && Date.now() - draft.at < DRAFT_LASTS) {
      const before = await show(await mine(), draft);
      if (before && !same(before, fresh)) offerBack(form, dated(before, draft.at), fresh, key);
    }
  } catch {
    // Without a store there is nothing to bring back.
  }
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  form.addEventListener("click", soon);
  addEventListener("pagehide", now);
  document.addEventListener("visibilitychange", now);
}

/** @param {HTMLFormElement} form it was saved: what is kept of it goes with the saving */
export const forget = (form) => ends.get(form)?.();

/** @param {HTMLFormElement} form @returns {[string, string][]} */
function values(form) {
  /** @type {[string, string][]} */
  const found = [];
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && !ENVELOPE.has(name)) found.push([name, value]);
  }
  return found;
}

/** @param {unknown} one @param {unknown} other */
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/**
 * "15 min ago" was counted from when it was chosen: brought back later, it is that time.
 * @param {[string, string][]} said
 * @param {number} at when it was written
 * @returns {[string, string][]}
 */
function dated(said, at) {
  const ago = said.find(([name]) => name === "when")?.[1];
  const minutes = ago === "now" ? 0 : Number(ago);
  if (Number.isNaN(minutes) || Date.now() - at < 120_000) return said;
  const then = new Date(at - minutes * 60_000);
  const local = new Date(then.getTime() - then.getTimezoneOffset() * 60_000).toISOString();
  /** @type {[string, string][]} */
  const picked = [["when", "pick"], ["when_date", local.slice(0, 10)], ["when_time", local.slice(11, 16)]];
  return [...said.filter(([name]) => !name.startsWith("when")), ...picked];
}

/**
 * @param {HTMLFormElement} form
 * @param {[string, string][]} before
 * @param {[string, string][]} fresh
 * @param {string} key
 */
function offerBack(form, before, fresh, key) {
  fill(form, before);
  const template = document.querySelector("template[data-draft-back]");
  if (!(template instanceof HTMLTemplateElement)) return;
  const note = /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
  note.querySelector("button")?.addEventListener("click", async () => {
    fill(form, fresh);
    note.remove();
    await change(["drafts"], ({ drafts }) => drafts.delete(key)).catch(() => {});
  });
  form.before(note);
}

/** @param {HTMLFormElement} form @param {[string, string][]} said */
function fill(form, said) {
  /** @type {Map<string, string[]>} */
  const wanted = new Map();
  for (const [name, value] of said) wanted.set(name, [...(wanted.get(name) || []), value]);
  for (const field of form.elements) {
    if (field instanceof HTMLInputElement && /^(radio|checkbox)$/.test(field.type)) {
      field.checked = Boolean(wanted.get(field.name)?.includes(field.value));
    } else if (
      field instanceof HTMLInputElement ||
      field instanceof HTMLTextAreaElement ||
      field instanceof HTMLSelectElement
    ) {
      if (!field.name || ENVELOPE.has(field.name) || field.type === "file") continue;
      field.value = wanted.get(field.name)?.[0] || "";
      const details = field.closest("details");
      if (details && field.value) details.open = true;
    } else continue;
    field.dispatchEvent(new Event("nightsafe:filled", { bubbles: true }));
  }
}
