// @ts-check
/** Who answers what is asked for: what is kept, the server, or the page without signal. */

/** @param {URL} url @param {FetchEvent} event @returns {Promise<Response>} */
async function navigate(url, event) {
  const first = url.pathname === "/";
  const known = await Promise.race([ended(), wait(first ? FIRST_SCREEN : NOT_KEPT)]);
  if (!known) return withoutSignal();
  const kept = await living();
  const found = kept && find(kept.pack, url.pathname);
  if (kept && found && !first && !url.search) return together(kept, found);
  const answer = fetch(event.request);
  event.waitUntil(answer.then((one) => seen(url, one)).catch(() => {}));
  let patience = NOT_KEPT;
  if (found) patience = first ? FIRST_SCREEN : OTHER_KEPT;
  else if (first && (await about()).nobody) patience = FIRST_SCREEN;
  const come = await Promise.race([answer.catch(() => null), wait(patience)]);
  if (come && !(found && come.status >= 500)) return come;
  return kept && found ? together(kept, found) : withoutSignal();
}

/** @param {URL} url @param {Response} answer */
async function seen(url, answer) {
  // Whoever is led to sign in is not signed in any more; a portal's page is not ours.
  const out = url.pathname === "/sign-in" || url.pathname === "/door";
  if (out && answer.ok && answer.headers.has("Content-Security-Policy")) {
    await forget();
    await note({ nobody: true });
  }
}

/** @param {URL} url @param {FetchEvent} event */
async function post(url, event) {
  const ends = url.pathname === "/sign-out" || url.pathname === "/hand-over";
  const again = ends ? event.request.clone() : null;
  if (ends) await forget();
  else if (!(await ended())) return withoutSignal();
  else await note({ nobody: false });
  const answer = await fetch(event.request).catch(() => null);
  if (again && !answer) {
    await note({ nobody: true, ending: { path: url.pathname, body: await again.text() } });
  }
  // The pages kept speak the language of before.
  if (answer && url.pathname === "/language") await forget();
  return answer ?? withoutSignal();
}

/**
 * A session ended here without signal is ended on the server before anything else is asked there:
 * whoever opens the phone next is not let in as the one before.
 * @returns {Promise<boolean>} whether the server knows
 */
async function ended() {
  const { ending } = await about();
  if (!ending) return true;
  const headers = { "Content-Type": "application/x-www-form-urlencoded" };
  const { path, body } = ending;
  const sent = fetch(path, { method: "POST", body, headers, redirect: "manual" }).catch(() => null);
  const answer = await Promise.race([sent, wait(NOT_KEPT)]);
  // Led on, as the form would be; or refused, because that session is over.
  const refused = answer !== null && answer.status >= 400 && answer.status < 500;
  const known = answer?.type === "opaqueredirect" || refused;
  if (known) await note({ ending: null });
  return known;
}

/** @param {URL} url @param {Request} request */
async function data(url, request) {
  const kept = await living();
  const found = kept && find(kept.pack, url.pathname);
  return kept && found && kept.pack.types[found.path] ? together(kept, found) : fetch(request);
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
  if (request.method === "POST" && page) event.respondWith(post(url, event));
  if (request.method !== "GET") return;
  if (page) event.respondWith(navigate(url, event));
  else if (/^\/static\/.*\?v=/.test(url.pathname + url.search)) {
    event.respondWith(file(url, request, event));
  } else if (url.pathname.endsWith(".json")) event.respondWith(data(url, request));
});

worker.addEventListener("message", (event) => {
  if (event.data?.here) event.waitUntil(told(event.data.here).catch(() => {}));
});
