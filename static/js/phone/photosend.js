// @ts-check
/**
 * Sends the photos that the phone keeps, after the entries they belong to: piece by piece, and
 * from where it was cut. A photo leaves the phone only on the echo of its id and hash.
 */
import { hashOf } from "phone/seal.js";
import { change, open, person, tell, waiting } from "phone/store.js";

/**
 * @typedef {{id: string, record: string, author: number, order: number, keyId: string,
 *   sealed: Uint8Array<ArrayBuffer>, sent: number, tries: number, next: number,
 *   problem: string | null, piece: number}} Kept
 */

const PIECE = 64 * 1024;
const SMALLEST = 4 * 1024;
const PATIENCE = 90_000;
const LONGEST = 300_000;
const HOUR = 3_600_000;

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
let running = false;

/** @returns {Promise<Kept[]>} all photos that are not sent yet, oldest first */
export async function photosWaiting() {
  const rows = /** @type {Kept[]} */ (await (await open()).getAll("photos"));
  return rows.sort((one, other) => one.order - other.order);
}

/**
 * Sends whatever photos are due; one tab at a time, and never before an entry that could go.
 * @param {boolean} [pressing] do not wait out the back-off
 */
export async function sendPhotos(pressing = false) {
  if (running) return;
  running = true;
  try {
    if (!navigator.locks) await passes(pressing);
    else {
      const once = { ifAvailable: true };
      await navigator.locks.request("nightsafe photos", once, (lock) => lock && passes(pressing));
    }
  } catch {
    // The store went away from under it: the next opening goes on.
  } finally {
    running = false;
  }
  await setTimer().catch(() => {});
}

/** @param {boolean} pressing */
async function passes(pressing) {
  const tried = new Set();
  for (;;) {
    const now = Date.now();
    const first = new Set((await waiting()).map((parcel) => parcel.record));
    const due = (await photosWaiting()).find(
      (one) =>
        !tried.has(one.id) &&
        !first.has(one.record) &&
        (one.next <= now || one.next > now + HOUR || (pressing && one.problem !== "busy")),
    );
    if (!due) return;
    tried.add(due.id);
    const problem = await sendOne(due);
    if (problem === "signal" || problem === "entries") return;
  }
}

/** @param {Kept} photo @returns {Promise<string | null>} what was in the way, null when it is there */
async function sendOne(photo) {
  const author = await person(photo.author);
  if (!author?.token) return later(photo, "token");
  const hash = await hashOf(photo.sealed);
  let piece = photo.piece || PIECE;
  let have = -1;
  let stuck = 0;
  for (;;) {
    // The first asks only how much is there.
    const part = have < 0 ? new Uint8Array() : photo.sealed.subarray(have, have + piece);
    let answer;
    let said;
    try {
      answer = await post(photo, author.token, Math.max(have, 0), part);
      said = await answer.json().catch(() => null);
    } catch {
      piece = Math.max(SMALLEST, piece / 2);
      return later({ ...photo, piece }, "signal");
    }
    if (said?.received?.id === photo.id && said.received.hash === hash) {
      await arrived(photo, said.state);
      return null;
    }
    const there = said?.have;
    const known = (answer.ok || answer.status === 409) && Number.isInteger(there);
    if (!known || there < 0 || there >= photo.sealed.length) {
      return later(photo, problemOf(answer, said), Number(answer.headers.get("Retry-After")) || 0);
    }
    // Two that send the same get in each other's way: one of them lets be.
    stuck = there > have ? 0 : stuck + 1;
    if (stuck > 3) return later(photo, "busy");
    have = there;
    tell({ what: "changed", id: photo.id, record: photo.record, state: "photo" });
    if (await entriesDue()) return "entries";
  }
}

/**
 * @param {Kept} photo
 * @param {string} token
 * @param {number} start
 * @param {Uint8Array<ArrayBuffer>} part
 */
const post = (photo, token, start, part) =>
  fetch(`/outbox/photos/${photo.id}`, {
    method: "POST",
    credentials: "omit",
    cache: "no-store",
    redirect: "manual",
    headers: {
      "Content-Type": "application/octet-stream",
      Authorization: `Bearer ${token}`,
      "Upload-Offset": String(start),
      "Upload-Length": String(photo.sealed.length),
      "Seal-Key": photo.keyId,
    },
    body: part,
    signal: AbortSignal.timeout(PATIENCE),
  });

/** @param {Response} answer @param {any} said */
function problemOf({ status }, said) {
  if (status === 401 && said?.error === "token") return "token";
  if (status === 413) return "large";
  if (status === 429 || status === 503 || status === 507) return "busy";
  return status >= 500 ? "server" : "portal";
}

/** An entry that was saved meanwhile goes first; flushing comes back here. */
const entriesDue = async () =>
  (await waiting()).some(({ next, problem }) => next <= Date.now() && problem !== "token");

/** @param {Kept} photo @param {string} state received, waiting, unreadable or quarantined */
async function arrived({ id, record }, state) {
  await change(["photos"], async ({ photos }) => photos.delete(id));
  tell({ what: "changed", id, record, state: `photo ${state}` });
}

/** @param {Kept} photo @param {string} problem @param {number} [seconds] that the server asked for */
async function later(photo, problem, seconds = 0) {
  await change(["photos"], async ({ photos }) => {
    if (!(await photos.get(photo.id))) return;
    const tries = photo.tries + 1;
    const steps = problem === "large" || problem === "token" ? LONGEST : 1000 * 2 ** Math.min(tries, 9);
    const wait = Math.max(seconds * 1000, Math.min(LONGEST, steps) * (0.5 + Math.random() / 2));
    await photos.put({ ...photo, tries, problem, next: Date.now() + Math.min(HOUR, wait) });
  });
  return problem;
}

async function setTimer() {
  clearTimeout(timer);
  const photos = await photosWaiting();
  if (photos.length === 0) return;
  const soonest = Math.min(...photos.map((photo) => photo.next)) - Date.now();
  timer = setTimeout(() => sendPhotos(), Math.min(LONGEST, Math.max(5000, soonest)));
}
