// @ts-check
/**
 * Brings the worker in and tells it about the page, once the page is there and nothing waits for
 * it: whose it is, how long they are signed in, which theme they chose.
 */

const root = document.documentElement;

/** What the worker is told; see `Here` in worker.js. */
function here() {
  const { person, membership, until, build, kept } = root.dataset;
  return {
    person: Number(person ?? 0),
    membership: Number(membership ?? 0),
    until: Number(until ?? 0),
    build: build ?? "",
    kept: kept !== undefined,
    theme: /(?:^|; )theme=(dark|light)/.exec(document.cookie)?.[1] ?? "",
    language: root.lang,
  };
}

async function begin() {
  // An hour-old worker will do: asking for a newer one at every page would be a request each.
  await navigator.serviceWorker.register("/sw.js", { scope: "/", updateViaCache: "all" });
  const { active } = await navigator.serviceWorker.ready;
  active?.postMessage({ here: here() });
}

/** @param {() => void} task */
const idle = (task) =>
  "requestIdleCallback" in globalThis
    ? requestIdleCallback(task, { timeout: 3_000 })
    : setTimeout(task, 500);

/** Resolved once the worker is there with all files, or it is known that there will be none. */
export const settled = new Promise((done) => {
  const start = () =>
    idle(() => {
      const able = "serviceWorker" in navigator && isSecureContext;
      (able ? begin() : Promise.resolve()).catch(() => {}).then(done);
    });
  if (document.readyState === "complete") start();
  else addEventListener("load", start, { once: true });
});

for (const button of document.querySelectorAll("[data-theme-switch]")) {
  // After theme.js, which stands before this: the cookie is written.
  button.addEventListener("click", () => {
    navigator.serviceWorker?.controller?.postMessage({ here: here() });
  });
}
