// @ts-check
/** A form's fields, sealed and put into the queue: from then on nothing can lose them but the phone. */
import { hide, me, membership, mine } from "phone/people.js";
import { bytes, seal } from "phone/seal.js";
import { keep, known } from "phone/store.js";
import { clockNow } from "phone/time.js";

/** @typedef {import("phone/store.js").Person} Person */

/**
 * @typedef {object} What
 * @property {string} path where the same form is posted to
 * @property {[string, string][]} fields with `submission`, `record` and `parent`
 * @property {string} kind log, amend, withdraw ...
 * @property {string} submission
 * @property {string} record
 * @property {{words: string, at: number, reference: string} | null} label to know it by in the list
 * @property {object[]} [photos] sealed, for the same transaction
 * @property {string} [draft] the key of the draft that ends with it
 */

/** @param {Person} row @param {What} what */
export async function queue(row, { path, fields, kind, submission, record, label, ...more }) {
  const language = document.documentElement.lang;
  const { device, key } = row;
  const plain = { format: 1, author: me, membership, device, submission, path, fields, language };
  const [sealed, hidden] = await Promise.all([
    seal(key.public, `nightsafe parcel 1 ${submission}`, bytes(JSON.stringify(plain))),
    hide(row, label),
  ]);
  const parcel = { id: submission, author: me, record, kind, keyId: key.id, sealed, label: hidden };
  await keep(parcel, more);
}

/**
 * Takes back what this phone saved, sent or not: a withdrawal behind whatever waits.
 * @param {string} record
 * @param {string} path
 * @param {string} reason
 * @param {What["label"]} label
 * @returns {Promise<string>} the withdrawal's own id
 */
export async function takeBack(record, path, reason, label) {
  const row = await mine();
  const found = await known(record);
  if (!row || !found) throw new Error("not of this phone");
  const submission = crypto.randomUUID();
  await queue(row, {
    path,
    kind: "withdraw",
    submission,
    record,
    label,
    fields: [
      ["submission", submission],
      ["record", record],
      ["parent", found.head],
      ["format", "1"],
      ["captured", clockNow()],
      ["reason", reason],
    ],
  });
  return submission;
}

const LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** @param {string} record @returns {Promise<string>} its six characters, as they are read out */
export async function referenceOf(record) {
  const pairs = record.replace(/-/g, "").match(/../g) || [];
  const id = Uint8Array.from(pairs, (pair) => Number.parseInt(pair, 16));
  const hash = new DataView(await crypto.subtle.digest("SHA-256", id));
  const number = hash.getUint32(0) >>> 2;
  let text = "";
  for (let shift = 25; shift >= 0; shift -= 5) text += LETTERS[(number >>> shift) & 31];
  return `${text.slice(0, 3)}-${text.slice(3)}`;
}
