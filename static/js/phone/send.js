// @ts-check
/**
 * Sends what the phone keeps, one tab at a time, each record's in its order, always as its author.
 * Nothing leaves the phone but on the server's own echo of id and hash: a portal's "200" is none.
 */
import { change, open, people, person, tell, waiting } from "phone/store.js";
import { clockNow } from "phone/time.js";
import { hashOf, toBase64 } from "phone/seal.js";

/** @typedef {import("phone/store.js").Parcel} Parcel */

const PATIENCE = 45_000;
const LONGEST = 300_000;
const HOUR = 3_600_000;
const LOCK = "nightsafe outbox";
const AT_ONCE = 2;

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
let again = false;
/** @type {Promise<void> | null} */
let running = null;

/**
 * Sends whatever is due.
 * @param {boolean} [pressing] do not wait out the back-off; what the server asked for is waited out
 * @returns {Promise<void>}
 */
export function flush(pressing = false) {
  if (running) {
    again ||= pressing;
    return running;
  }
  running = alone(() => passes(pressing))
    .catch(() => {})
    .then(async () => {
      running = null;
      if (again) {
        again = false;
        await flush(true);
      } else await Promise.all([setTimer(), photosToo(pressing)]).catch(() => {});
    });
  return running;
}

/** @param {() => Promise<void>} work in one tab at a time; a tab that fell asleep is passed over */
async function alone(work) {
  if (!navigator.locks) return work();
  try {
    await navigator.locks.request(LOCK, { signal: AbortSignal.timeout(PATIENCE + 15_000) }, work);
  } catch (error) {
    const name = /** @type {Error} */ (error).name;
    if (name === "TimeoutError") await navigator.locks.request(LOCK, { steal: true }, work);
    else throw error;
  }
}

/** @param {boolean} pressing */
async function passes(pressing) {
  const tried = new Set();
  let silent = 0;
  let through = false;
  for (;;) {
    const now = Date.now();
    const held = new Set();
    const tokens = new Set((await people()).map((row) => row.token && row.person));
    const due = (await waiting()).find((parcel) => {
      if (held.has(parcel.record)) return false;
      held.add(parcel.record);
      if (tried.has(parcel.id)) return false;
      if (parcel.problem === "token") return tokens.has(parcel.author);
      // A phone's clock that was put back must not keep anything here.
      if (parcel.next <= now || parcel.next > now + HOUR) return true;
      return parcel.problem !== "busy" && (pressing || (through && offline(parcel)));
    });
    if (!due || silent >= AT_ONCE) return;
    tried.add(due.id);
    const problem = await sendOne(due);
    silent = problem === "signal" || problem === "portal" ? silent + 1 : 0;
    through ||= problem === null;
  }
}

/** @param {Parcel} parcel */
const offline = ({ problem }) => problem === "signal" || problem === "portal";

/**
 * @param {Parcel} parcel
 * @param {string} [refused] a token that was refused just now
 * @returns {Promise<string | null>} what was in the way, null when it is there
 */
async function sendOne(parcel, refused) {
  const author = await person(parcel.author);
  if (!author?.token) return later(parcel, "token");
  if (author.token === refused) {
    // Without one, the author's next page asks for a new one.
    await change(["people"], ({ people }) => people.put({ ...author, token: "" }));
    return later(parcel, "token");
  }
  tell({ what: "changed", id: parcel.id, state: "sending" });
  let answer;
  let said;
  try {
    answer = await fetch("/outbox", {
      method: "POST",
      credentials: "omit",
      cache: "no-store",
      redirect: "manual",
      headers: { "Content-Type": "application/json", Authorization: `Bearer ${author.token}` },
      body: JSON.stringify({
        id: parcel.id,
        key: parcel.keyId,
        sealed: toBase64(parcel.sealed),
        sent: clockNow(),
      }),
      signal: AbortSignal.timeout(PATIENCE),
    });
    said = await answer.json().catch(() => null);
  } catch {
    return later(parcel, "signal");
  }
  const echo = said?.received;
  if (echo?.id === parcel.id && echo.hash === (await hashOf(new Uint8Array(parcel.sealed)))) {
    await arrived(parcel, said);
    return null;
  }
  const problem = problemOf(answer, said);
  // Another tab may have been given a new token while this one was on its way.
  if (problem === "token" && !refused) return sendOne(parcel, author.token);
  return later(parcel, problem, Number(answer.headers.get("Retry-After")) || 0);
}

/** @param {Response} answer @param {any} said */
function problemOf({ status }, said) {
  if (status === 401 && said?.error === "token") return "token";
  if (status === 413) return "large";
  if (status === 507) return "full";
  if (status === 429 || status === 503) return "busy";
  return status >= 500 ? "server" : "portal";
}

/** @param {Parcel} parcel @param {any} said */
async function arrived({ id, record }, said) {
  const { state, reference = null, next = null } = said;
  await change(["outbox", "records"], async ({ outbox, records }) => {
    await outbox.delete(id);
    const row = await records.get(record);
    if (!row) return;
    // After signing out nothing says what it was: once all of it is there, nothing needs to stay.
    const last = !(await outbox.getAll()).some((/** @type {Parcel} */ one) => one.record === record);
    if (last && !row.label) await records.delete(record);
    else await records.put({ ...row, received: last, next });
  });
  tell({ what: "received", id, record, state, reference, next });
}

/** @param {Parcel} parcel @param {string} problem @param {number} [seconds] that the server asked for */
async function later({ id }, problem, seconds = 0) {
  await change(["outbox"], async ({ outbox }) => {
    const parcel = await outbox.get(id);
    if (!parcel) return;
    const tries = parcel.tries + 1;
    const steps = problem === "large" || problem === "token" ? LONGEST : 1000 * 2 ** Math.min(tries, 9);
    const wait = Math.max(seconds * 1000, Math.min(LONGEST, steps) * (0.5 + Math.random() / 2));
    await outbox.put({ ...parcel, tries, problem, next: Date.now() + Math.min(HOUR, wait) });
  });
  tell({ what: "changed", id, state: problem });
  return problem;
}

/** Photos go after all entries; what sends them is loaded only where there are any. */
async function photosToo(pressing = false) {
  if (!(await (await open()).count("photos"))) return;
  const { sendPhotos } = await import("phone/photosend.js");
  // On its own: an entry that is saved meanwhile does not wait for it.
  sendPhotos(pressing);
}

async function setTimer() {
  clearTimeout(timer);
  const parcels = await waiting();
  if (parcels.length === 0) return;
  const soonest = Math.min(...parcels.map((parcel) => parcel.next)) - Date.now();
  timer = setTimeout(() => flush(), Math.min(LONGEST, Math.max(1000, soonest)));
}

/** Sends on opening, on coming back to the page, and when there is signal again. */
export function begin() {
  flush(true);
  addEventListener("online", () => flush(true));
  addEventListener("focus", () => flush(true));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") flush(true);
  });
}
