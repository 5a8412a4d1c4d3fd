// @ts-check
/** The pages of whoever is signed in: kept as one pack, asked for anew, wiped. */

/**
 * @typedef {object} Pack
 * @property {string} version
 * @property {string} build
 * @property {number} person
 * @property {number} membership
 * @property {string} zone
 * @property {string} nonce
 * @property {string} any
 * @property {Record<string, string>} headers
 * @property {string[]} lines
 * @property {Record<string, number[]>} pages
 * @property {Record<string, string>} types
 */
/** @typedef {{name: string, pack: Pack, until: number, ahead: number, asked: number}} Kept */

/** @type {Kept | null} */
let memory = null;
// How often the pages were wiped: an answer that was asked for before must not bring them back.
let wipes = 0;

/** @returns {Promise<Kept | null>} the pages kept, while they may be shown */
async function living() {
  const name = (await caches.keys()).find((one) => one.startsWith(PAGES));
  if (!name) memory = null;
  else if (memory?.name !== name) memory = await read(name);
  if (memory && Date.now() > memory.until) await forget();
  return memory;
}

/** @param {string} name @returns {Promise<Kept | null>} */
async function read(name) {
  const cache = await caches.open(name);
  const [pack, times] = await Promise.all([cache.match("/pack"), cache.match("/times")]);
  if (!pack || !times) return null;
  return { name, pack: await pack.json(), ...(await times.json()) };
}

/** @param {Kept} kept */
async function putTimes({ name, until, ahead, asked }) {
  // Not opened again where it has been wiped meanwhile.
  if (await caches.has(name)) {
    await (await caches.open(name)).put("/times", Response.json({ until, ahead, asked }));
  }
}

/** Wipes the pages of whoever was signed in. */
async function forget() {
  wipes += 1;
  memory = null;
  const names = (await caches.keys()).filter((one) => one.startsWith(PAGES));
  await Promise.all(names.map(drop));
}

/**
 * Takes pages off the disk: of a cache that is merely deleted, a browser lets the files lie for as
 * long as anything of the worker still knows it.
 * @param {string} name
 */
async function drop(name) {
  const cache = await caches.open(name);
  await Promise.all((await cache.keys()).map((one) => cache.delete(one)));
  await caches.delete(name);
}

/** @type {Promise<void> | null} */
let refreshing = null;

/** Asks the server for the pages, or whether those kept still hold; one question at a time. */
function refresh() {
  refreshing ||= ask().finally(() => {
    refreshing = null;
  });
  return refreshing;
}

async function ask() {
  const began = wipes;
  if ((await about()).ending) return;
  const kept = await living();
  /** @type {Record<string, string>} */
  const headers = { "X-Poll": "1" };
  if (kept) headers["If-None-Match"] = `"${kept.pack.version}"`;
  const answer = await fetch("/phone/pack", { headers, redirect: "manual", cache: "no-store" });
  if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) {
    return forget();
  }
  const now = Number(answer.headers.get("Phone-Now"));
  if (!now || (answer.status !== 304 && !answer.ok)) return;
  const ahead = now - Date.now();
  const times = {
    until: Number(answer.headers.get("Phone-Until")) - ahead,
    ahead,
    asked: Date.now(),
  };
  if (answer.status === 304) {
    if (!kept || wipes !== began) return;
    Object.assign(kept, times);
    return putTimes(kept);
  }
  /** @type {Pack} */
  const pack = await answer.json();
  await keepFiles(pack.lines.join("\n"));
  if (wipes !== began) return;
  const name = `${PAGES}${pack.person}-${pack.membership}-${pack.version}`;
  const cache = await caches.open(name);
  await cache.put("/times", Response.json(times));
  await cache.put("/pack", Response.json(pack));
  if (wipes !== began) return drop(name);
  memory = { name, pack, ...times };
  for (const other of await caches.keys()) {
    if (other.startsWith(PAGES) && other !== name) await drop(other);
  }
}
