// @ts-check
/** Who uses this phone: registered with the server while signed in, with a key for drafts. */
import { change, known, person, tell } from "phone/store.js";
import { bytes } from "phone/seal.js";

/** @typedef {import("phone/store.js").Person} Person */
/** @typedef {import("phone/store.js").Hidden} Hidden */

const DAY = 86_400_000;
const { dataset } = document.documentElement;

/** Who the page was made for: nought when signed out, or when they do not log. */
export const me = Number(dataset.person || 0);
export const membership = Number(dataset.membership || 0);

/** @returns {Promise<Person | undefined>} whose entries this page may keep */
export const mine = async () => (me ? person(me) : undefined);

/** @param {Person | undefined} row @returns {boolean} */
function fits(row) {
  return Boolean(
    row?.draftKey &&
      row.token &&
      row.membership === membership &&
      // Each sign-in asks for a token of its own: the one before may have been ended elsewhere.
      (!dataset.session || row.session === dataset.session) &&
      Math.abs(Date.now() - row.tokenAt) < DAY &&
      (!dataset.sealKey || dataset.sealKey === row.key.id),
  );
}

/** Tells the server of this phone, where that is needed; quiet when it cannot. */
export async function register() {
  const row = await mine();
  if (!me || fits(row)) return;
  if (row && !row.draftKey) await withKey();
  const device = await ownId();
  const csrf = document.querySelector('meta[name="csrf-token"]')?.getAttribute("content") || "";
  const answer = await fetch("/phone/register", {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": csrf },
    body: JSON.stringify({ device }),
    redirect: "error",
    signal: AbortSignal.timeout(20_000),
  });
  const given = answer.ok ? await answer.json() : null;
  if (given?.person !== me || !given.key) return;
  const key = await newKey();
  await change(["people", "meta"], async ({ people, meta }) => {
    const before = await people.get(me);
    const { person, membership, device, token, until } = given;
    const draftKey = before?.draftKey || key;
    const row = { person, membership, device, token, tokenAt: Date.now(), key: given.key, until };
    await people.put({ ...row, draftKey, session: dataset.session });
    await meta.put({ name: "device", value: device });
  });
  tell({ what: "changed" });
}

/** @returns {Promise<string>} what this phone calls itself, the same for all who use it */
function ownId() {
  const fresh = crypto.randomUUID();
  return change(["meta"], async ({ meta }) => {
    const known = (await meta.get("device"))?.value;
    if (!known) await meta.put({ name: "device", value: fresh });
    return known || fresh;
  });
}

/** After signing in again the same person gets a key anew, with or without signal. */
async function withKey() {
  const key = await newKey();
  await change(["people"], async ({ people }) => {
    const row = await people.get(me);
    if (row && !row.draftKey) await people.put({ ...row, draftKey: key });
  });
}

/** @returns {Promise<CryptoKey>} one that no script can take out of this phone */
const newKey = () =>
  crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);

/** Asks the browser not to clear the store when it runs short; once something lies in it. */
export async function askToStay() {
  if (!(await navigator.storage?.persisted?.())) await navigator.storage?.persist?.();
}

/**
 * @param {Person | undefined} row
 * @param {unknown} value
 * @returns {Promise<Hidden | null>} null without a key
 */
export async function hide(row, value) {
  if (!row?.draftKey) return null;
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const plain = bytes(JSON.stringify(value));
  return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, row.draftKey, plain) };
}

/**
 * @param {Person | undefined} row
 * @param {any} hidden
 * @returns {Promise<any>} what was hidden; null for somebody else, or when its key is gone
 */
export async function show(row, hidden) {
  if (!row?.draftKey || !hidden) return null;
  try {
    const { iv, data } = hidden;
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, row.draftKey, data);
    return JSON.parse(new TextDecoder().decode(plain));
  } catch {
    return null;
  }
}

/** @param {string} record @returns {Promise<any>} the label of a record of one's own */
export const labelOf = async (record) => {
  const found = await known(record);
  return found?.author === me ? show(await mine(), found.label) : null;
};
