// @ts-check
/** Every page of the phone begins so: it makes itself known, sends what waits, says how much. */
import { me, mine, register } from "phone/people.js";
import { begin, flush } from "phone/send.js";
import { change, DRAFT_LASTS, hear, waiting } from "phone/store.js";

/** The words in the head: all sent, or how many wait. */
async function count() {
  const badge = document.querySelector("[data-queue]");
  if (!(badge instanceof HTMLElement)) return;
  const parcels = await waiting();
  const waits = parcels.length;
  // Whoever has logged something had no quiet night, though the page was kept from before.
  const quiet = document.querySelector('form[data-outbox="quiet"]')?.closest("section");
  if (quiet) quiet.hidden = parcels.some(({ author, kind }) => author === me && kind === "log");
  const words = badge.querySelector("[data-queue-waiting]");
  const none = badge.querySelector("[data-queue-none]");
  if (!(words instanceof HTMLElement) || !(none instanceof HTMLElement)) return;
  words.hidden = waits === 0;
  none.hidden = waits > 0;
  const number = words.querySelector("[data-number]");
  if (number) number.textContent = String(waits);
  badge.classList.toggle("is-live", waits > 0 || Boolean(await mine()));
}

/** Drafts end after twelve hours, whosever they are; their key with the sign-in, once none is left. */
const sweep = () =>
  change(["drafts", "people"], async ({ drafts, people }) => {
    const keep = new Set([me]);
    for (const draft of await drafts.getAll()) {
      if (Math.abs(Date.now() - draft.at) >= DRAFT_LASTS) await drafts.delete(draft.key);
      else keep.add(draft.person);
    }
    for (const row of await people.getAll()) {
      const over = row.draftKey && row.until < Date.now() && !keep.has(row.person);
      if (over) await people.put({ ...row, draftKey: null });
    }
  });

if (document.querySelector("[data-sign-out], [data-hand-over]")) import("phone/wipe.js");
// Most entries are of the place that is chosen already: the search comes when somebody reaches for it.
const where = document.querySelector("[data-nearest]")?.closest("fieldset");
for (const kind of ["pointerdown", "focusin"]) {
  where?.addEventListener(kind, () => import("places.js"), { once: true });
}
if (isSecureContext && "indexedDB" in self) {
  const recount = () => count().catch(() => {});
  hear(recount);
  recount();
  begin();
  sweep().catch(() => {});
  register().then(() => flush(true), () => {});
}
