// @ts-check
/** Signing out leaves nothing readable on the phone; what is sealed stays until it is sent. */
import { change, tell } from "phone/store.js";

/**
 * @param {boolean} [all] drafts and their keys too: somebody signed out on purpose
 */
export async function wipe(all = false) {
  await change(["people", "outbox", "records", "drafts"], async (stores) => {
    const { people, outbox, records, drafts } = stores;
    const waiting = await outbox.getAll();
    for (const parcel of waiting) if (parcel.label) await outbox.put({ ...parcel, label: null });
    const queued = new Set(waiting.map((/** @type {{record: string}} */ one) => one.record));
    for (const row of await records.getAll()) {
      // The newest id of what still waits is kept: something may yet be added behind it.
      if (queued.has(row.record)) await records.put({ ...row, label: null, next: null });
      else await records.delete(row.record);
    }
    if (!all) return;
    await drafts.clear();
    for (const row of await people.getAll()) await people.put({ ...row, draftKey: null });
  });
  tell({ what: "wiped" });
}

/**
 * Whoever signs out gets no more notices here; the server is told by the same form.
 * @param {HTMLFormElement} form
 */
async function wakeNoMore(form) {
  const registration = await navigator.serviceWorker?.getRegistration();
  const woken = await registration?.pushManager?.getSubscription();
  if (!woken) return;
  const told = Object.assign(document.createElement("input"), { type: "hidden", name: "browser" });
  told.value = woken.endpoint;
  form.append(told);
  await woken.unsubscribe();
}

for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (
  document.querySelectorAll("form[data-sign-out], form[data-hand-over]")
)) {
  // Who hands the phone over comes back to it: drafts wait, unreadable to the next.
  const all = form.dataset.signOut !== undefined;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    // Back must not bring this page as it was left, also where the server could not be told.
    addEventListener("pagehide", () => document.body.replaceChildren());
    addEventListener("pageshow", ({ persisted }) => persisted && location.reload());
    const enough = new Promise((done) => setTimeout(done, 2000));
    Promise.race([Promise.all([wipe(all), all && wakeNoMore(form)]), enough])
      .catch(() => {})
      .then(() => form.submit());
  });
}
// A page that only the signed out are shown: the session ended by itself, or was ended on purpose
// by a page that this had not come to yet.
const out = document.querySelector("[data-signed-out]");
if (out instanceof HTMLElement) {
  const all = out.dataset.signedOut === "all";
  wipe(all)
    .then(() => all && forgetWhy())
    .catch(() => {});
}

/** Once is enough: who comes back to this address later has drafts of another time. */
function forgetWhy() {
  const here = new URL(location.href);
  here.searchParams.delete("done");
  history.replaceState(history.state, "", here);
}
