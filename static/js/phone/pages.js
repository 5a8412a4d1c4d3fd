// @ts-check
/** Wipes the pages that the phone keeps of whoever is signed in; the worker does, too. */

/** @returns {Promise<void>} once none of them can be shown any more */
export async function forgetPages() {
  if (!("caches" in globalThis)) return;
  navigator.serviceWorker?.controller?.postMessage({ forget: true });
  const names = (await caches.keys()).filter((name) => name.startsWith("pages-"));
  await Promise.all(names.map((name) => caches.delete(name)));
}
