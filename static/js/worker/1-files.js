// @ts-check
/// <reference lib="webworker" />
/**
 * The service worker, served at /sw.js: the files of this folder in their order, behind a line that
 * says what SHELL is. This one: its settings, and what it keeps of nobody in particular.
 *
 * Static files are kept under their hash. The pages of whoever is signed in are kept as one pack
 * and put together when they are asked for. Whatever cannot be had is answered by a page that says
 * what works without signal. Pages go when their person signs out, when their time is up, and when
 * somebody else's arrive. A new worker takes over at once: it keeps files and packs as the old did.
 */

/** @type {{build: string, network: string, offline: string}} */
// @ts-ignore: it stands before the first line
const shell = SHELL;
const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));

const FILES = "files-1";
const ABOUT = "about-1";
const PAGES = "pages-";
const MOST_FILES = 200;
const HOUR = 3_600_000;
// Milliseconds without an answer, after which it will not come: a kept page is shown instead.
const FIRST_SCREEN = 700;
const OTHER_KEPT = 3_000;
const NOT_KEPT = 8_000;
const DARK = { dark: "#0d1220", light: "#f5f6fa" };
const ENTRY = /^\/entries\/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\//;

/**
 * @typedef {object} About
 * @property {string} theme
 * @property {string} language
 * @property {boolean} nobody
 * @property {{path: string, body: string} | null} ending what the server has not been told yet
 */
/** @type {About | null} */
let remembered = null;

/** @param {number} ms @returns {Promise<null>} */
const wait = (ms) => new Promise((done) => setTimeout(done, ms, null));

/** @param {string} text */
const addresses = (text) => new Set(text.match(/\/static\/[\w./-]+\?v=[0-9a-f]{12}/g));

/** @returns {Promise<About>} */
async function about() {
  if (remembered) return remembered;
  const found = await (await caches.open(ABOUT)).match("/about");
  const empty = { theme: "", language: "", nobody: false, ending: null };
  remembered = { ...empty, ...(found ? await found.json() : {}) };
  return /** @type {About} */ (remembered);
}

/** @param {Partial<About>} change */
async function note(change) {
  const before = await about();
  const now = { ...before, ...change };
  if (JSON.stringify(now) === JSON.stringify(before)) return;
  remembered = now;
  await (await caches.open(ABOUT)).put("/about", Response.json(now));
}

/** Fetches the page without signal, as for nobody, and the files it needs. */
async function keepOffline() {
  const answer = await fetch(shell.offline, { cache: "no-store" });
  if (!answer.ok) throw new Error(String(answer.status));
  const html = await answer.clone().text();
  await keepFiles(html);
  const language = /<html lang="([^"]+)"/.exec(html)?.[1] ?? "";
  await note({ language });
  await (await caches.open(ABOUT)).put(shell.offline, answer);
}

/** @param {URL} url @param {Request} request @param {ExtendableEvent} event */
async function file(url, request, event) {
  const address = url.pathname + url.search;
  const cache = await caches.open(FILES);
  const kept = await cache.match(address);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) event.waitUntil(keepFile(cache, address, answer.clone()));
  return answer;
}

/**
 * Keeps a file if it is what its address says: a server in the middle of a change may answer with
 * another one.
 * @param {Cache} cache @param {string} address @param {Response} answer
 */
async function keepFile(cache, address, answer) {
  const digest = await crypto.subtle.digest("SHA-256", await answer.clone().arrayBuffer());
  const hex = [...new Uint8Array(digest)].map((one) => one.toString(16).padStart(2, "0")).join("");
  if (address.endsWith(`?v=${hex.slice(0, 12)}`)) await cache.put(address, answer);
}

/** @param {string} text whatever names the files */
async function keepFiles(text) {
  const cache = await caches.open(FILES);
  for (const address of addresses(text)) {
    if (await cache.match(address)) continue;
    const answer = await fetch(address);
    if (answer.ok) await keepFile(cache, address, answer);
  }
  const all = await cache.keys();
  await Promise.all(all.slice(0, -MOST_FILES).map((old) => cache.delete(old)));
}
