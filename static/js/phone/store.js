// @ts-check
/**
 * What the phone keeps, in IndexedDB: sealed entries until the server has them, who uses the
 * phone, drafts. What must not be lost is on the disk before it is called saved (strict).
 */
import { openDB } from "vendor/idb.js";

/**
 * @typedef {{iv: Uint8Array, data: ArrayBuffer}} Hidden encrypted with a person's key of this phone
 * @typedef {{id: string, public: string}} SealKey
 * @typedef {{person: number, membership: number, device: string, token: string, tokenAt: number,
 *   key: SealKey, until: number, draftKey: CryptoKey | null, session?: string}} Person
 * @typedef {{id: string, order: number, author: number, record: string, kind: string,
 *   keyId: string, sealed: Uint8Array, label: Hidden | null, tries: number, next: number,
 *   problem: string | null}} Parcel
 * @typedef {{record: string, author: number, head: string, label: Hidden | null,
 *   received: boolean, next: string | null}} Known
 * @typedef {{key: string, person: number, at: number, iv: Uint8Array, data: ArrayBuffer}} Draft
 */

const STORES = /** @type {const} */ (["people", "outbox", "records", "drafts", "photos", "meta"]);
const KEYS = { people: "person", records: "record", drafts: "key", meta: "name" };
export const DRAFT_LASTS = 12 * 3_600_000;
const STRICT = /** @type {const} */ ({ durability: "strict" });

/** @type {Promise<any> | undefined} */
let opened;

/** @returns {Promise<any>} the database; rejected where the browser keeps nothing */
export function open() {
  opened ||= openDB("nightsafe", 1, {
    upgrade(db) {
      for (const name of STORES) {
        const store = db.createObjectStore(name, { keyPath: KEYS[name] || "id" });
        if (name === "outbox") store.createIndex("order", "order");
      }
    },
    blocking: forget,
    terminated: forget,
  });
  opened.catch(forget);
  return opened;
}

function forget() {
  opened?.then((db) => db.close()).catch(() => {});
  opened = undefined;
}

/**
 * @template T
 * @param {readonly string[]} names
 * @param {(stores: any) => Promise<T>} work on the stores by name; throwing undoes all of it
 * @returns {Promise<T>} once it is on the disk
 */
export async function change(names, work) {
  const transaction = (await open()).transaction(names, "readwrite", STRICT);
  const stores = Object.fromEntries(names.map((name) => [name, transaction.objectStore(name)]));
  try {
    const result = await work(stores);
    await transaction.done;
    return result;
  } catch (error) {
    transaction.done.catch(() => {});
    try {
      transaction.abort();
    } catch {
      // It was over already: a full disk ends it from below.
    }
    throw transaction.error || error;
  }
}

/** @returns {Promise<Parcel[]>} all that is not sent yet, oldest first */
export const waiting = async () => (await open()).getAllFromIndex("outbox", "order");

/** @param {number} id @returns {Promise<Person | undefined>} */
export const person = async (id) => (await open()).get("people", id);

/** @returns {Promise<Person[]>} everybody this phone knows */
export const people = async () => (await open()).getAll("people");

/** @param {string} record @returns {Promise<Known | undefined>} */
export const known = async (record) => (await open()).get("records", record);

/**
 * Puts a sealed submission at the end of the queue.
 * @param {Omit<Parcel, "order" | "tries" | "next" | "problem">} parcel
 * @param {{photos?: object[], draft?: string}} more sealed photos beside it, the draft it ends
 */
export function keep(parcel, { photos = [], draft = "" } = {}) {
  return change(["outbox", "records", "photos", "drafts", "meta"], async (stores) => {
    const { record, author, label } = parcel;
    const last = (await stores.meta.get("order"))?.value || 0;
    const before = await stores.records.get(record);
    await Promise.all([
      stores.meta.put({ name: "order", value: last + 1 }),
      stores.outbox.put({ ...parcel, order: last + 1, tries: 0, next: 0, problem: null }),
      stores.records.put({
        next: null,
        ...before,
        record,
        author,
        head: parcel.id,
        label: before?.label || label,
        received: false,
      }),
      stores.drafts.delete(draft),
      ...photos.map((photo) => stores.photos.put(photo)),
    ]);
  });
}

/** @param {unknown} error @returns {boolean} whether the phone has no room */
export const isFull = (error) => /** @type {any} */ (error)?.name === "QuotaExceededError";

const channel = "BroadcastChannel" in self ? new BroadcastChannel("nightsafe") : null;
const here = new EventTarget();

/** @typedef {{what: "changed" | "received" | "wiped", id?: string, record?: string, state?: string, reference?: string | null, next?: string | null}} News */

/** @param {News} news to this page and to all others */
export function tell(news) {
  channel?.postMessage(news);
  here.dispatchEvent(new CustomEvent("news", { detail: news }));
}

/** @param {(news: News) => void} listener */
export function hear(listener) {
  channel?.addEventListener("message", ({ data }) => listener(data));
  here.addEventListener("news", (event) => listener(/** @type {CustomEvent} */ (event).detail));
}
