// @ts-check
/** Who answers what is asked for: what is kept, the server, or the page without signal. */

/** @param {URL} url @param {FetchEvent} event @returns {Promise<Response>} */
async function navigate(url, event) {
  const first = url.pathname === "/";
  // A phone that is merely slow to open its store has nothing to tell.
  const waits = (await about()).ending !== null;
  const patient = first ? FIRST_SCREEN : NOT_KEPT;
  if (waits && !(await endedWithin(patient, event))) return withoutSignal();
  const kept = await living();
  const found = kept && find(kept.pack, url.pathname);
  if (kept && found && !first && !url.search) return together(kept, found);
  const answer = fetch(event.request);
  event.waitUntil(answer.then(seen).catch(() => {}));
  let patience = NOT_KEPT;
  if (found) patience = first ? FIRST_SCREEN : OTHER_KEPT;
  else if (first && (await about()).nobody) patience = FIRST_SCREEN;
  const come = await Promise.race([answer.catch(() => null), wait(patience)]);
  if (come && !(found && come.status >= 500)) return come;
  return kept && found ? together(kept, found) : withoutSignal();
}

/**
 * @param {Response | null} answer
 * @returns {boolean} whether it is the page that only the signed out are shown: those who are
 *   signed in are led on from there, and a portal's page is not ours
 */
function isOut(answer) {
  if (!answer?.ok || !answer.headers.has("Content-Security-Policy")) return false;
  const { origin, pathname } = new URL(answer.url);
  return origin === worker.location.origin && (pathname === "/sign-in" || pathname === "/door");
}

/** @param {Response} answer */
async function seen(answer) {
  if (!isOut(answer)) return;
  await forget();
  await note({ nobody: true });
}

/** @param {URL} url @param {FetchEvent} event @returns {Promise<Response>} */
async function post(url, event) {
  const path = url.pathname;
  if (path === "/sign-out" || path === "/hand-over") {
    // Written down first: the answer may never come, or not be the server's.
    await note({ nobody: true, ending: { path, body: await event.request.text() } });
    await forget();
    const led = await endedWithin(NOT_KEPT, event);
    return led ? Response.redirect(led) : withoutSignal();
  }
  if (!(await endedWithin(NOT_KEPT, event))) return withoutSignal();
  await note({ nobody: false });
  const answer = await fetch(event.request).catch(() => null);
  // The pages kept speak the language of before.
  if (answer && path === "/language") await forget();
  return answer ?? withoutSignal();
}

/** @type {Promise<string | null> | null} */
let telling = null;

/**
 * A session ended here is ended on the server before anything else is asked there: whoever opens
 * the phone next is not let in as the one before.
 * @returns {Promise<string | null>} where the server leads then; null while it may not know
 */
function ended() {
  telling ||= tellEnding().finally(() => {
    telling = null;
  });
  return telling;
}

/** @param {number} patience @param {ExtendableEvent} event */
function endedWithin(patience, event) {
  const told = ended();
  event.waitUntil(told);
  return Promise.race([told, wait(patience)]);
}

/** @returns {Promise<string | null>} */
async function tellEnding() {
  for (let tries = 0; tries < 2; tries += 1) {
    const { ending } = await about();
    if (!ending) return "/";
    const { path, body } = ending;
    const headers = { "Content-Type": "application/x-www-form-urlencoded" };
    let answer = await patiently(path, { method: "POST", body, headers });
    // Refused, perhaps because that session is over: then the first screen asks for signing in.
    const refused = answer !== null && answer.status >= 400 && answer.status < 500;
    if (refused) answer = await patiently("/");
    if (answer && isOut(answer)) {
      await note({ ending: null });
      return answer.url;
    }
    // Or because the form was of an earlier session than the one that goes on.
    const page = refused && answer ? await answer.text().catch(() => "") : "";
    const token = /csrf[-_]token" (?:content|value)="([^"]+)"/.exec(page)?.[1];
    if (!token) return null;
    await note({ ending: { path, body: String(new URLSearchParams({ csrf_token: token })) } });
  }
  return null;
}

/** @param {string} address @param {RequestInit} [how] @returns {Promise<Response | null>} */
async function patiently(address, how) {
  const signal = AbortSignal.timeout(NOT_KEPT);
  return fetch(address, { ...how, signal, cache: "no-store" }).catch(() => null);
}

/** @param {Request} request @returns {Promise<Response>} never as the one who was signed in before */
async function onward(request) {
  return (await ended()) ? fetch(request) : Response.error();
}

/** @param {URL} url @param {Request} request */
async function data(url, request) {
  const kept = await living();
  const found = kept && find(kept.pack, url.pathname);
  return kept && found && kept.pack.types[found.path] ? together(kept, found) : onward(request);
}

/**
 * What a page tells of itself once it is loaded.
 * @typedef {object} Here
 * @property {number} person 0 for nobody who logs
 * @property {number} membership
 * @property {number} until ms since 1970 by the server's clock
 * @property {string} build
 * @property {boolean} kept whether it came from the phone's own store
 * @property {string} theme as chosen, or empty
 * @property {string} language
 */
/** @param {Here} here */
async function told(here) {
  await note({ theme: here.theme });
  // A page of somebody who left is no news of who is here.
  if ((await about()).ending) return;
  const kept = await living();
  const old = kept !== null && Date.now() - kept.asked > HOUR;
  if (here.kept) return old ? refresh() : undefined;
  if (here.language !== (await about()).language) await keepOffline();
  if (!here.person) return forget();
  await note({ nobody: false });
  if (here.build !== shell.build) {
    // Past what the browser keeps of our own script for an hour.
    await fetch("/sw.js", { cache: "reload" });
    await worker.registration.update();
  }
  const pack = kept?.pack;
  if (pack?.person !== here.person || pack.membership !== here.membership) await forget();
  else if (pack.build === here.build && !old) {
    kept.until = here.until - kept.ahead;
    return putTimes(kept);
  }
  return refresh();
}

worker.addEventListener("install", (event) => {
  event.waitUntil(keepOffline().then(() => worker.skipWaiting()));
});

worker.addEventListener("activate", (event) => {
  event.waitUntil(worker.clients.claim());
});

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== worker.location.origin) return;
  const page = request.mode === "navigate";
  const get = request.method === "GET";
  if (page) event.respondWith(get ? navigate(url, event) : post(url, event));
  else if (url.pathname.startsWith("/static/")) {
    if (get && /\?v=/.test(url.search)) event.respondWith(file(url, request, event));
  } else if (get && url.pathname.endsWith(".json")) event.respondWith(data(url, request));
  // The queue goes with its authors' tokens, whoever is signed in.
  else if (request.credentials !== "omit") event.respondWith(onward(request));
});

worker.addEventListener("message", (event) => {
  if (event.data?.here) event.waitUntil(told(event.data.here).catch(() => {}));
});
