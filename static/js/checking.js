// @ts-check
/**
 * A check that goes on: what the page says of it is brought up to date in its place; when it is over, the page is
 * loaded anew. Asking keeps nobody signed in. Without this the page loads again by itself.
 */

const EVERY = 1000; // milliseconds
const LONGEST = 30_000; // between two tries while there is no answer

const place = /** @type {HTMLElement | null} */ (document.querySelector("[data-checking]"));
if (place) later(place, 0);

/**
 * @param {HTMLElement} place
 * @param {number} failed how often there was no answer, in a row
 */
function later(place, failed) {
  setTimeout(() => void round(place, failed), Math.min(EVERY * 2 ** failed, LONGEST));
}

/**
 * @param {HTMLElement} place
 * @param {number} failed
 */
async function round(place, failed) {
  if (document.hidden) return later(place, failed);
  try {
    const headers = { "X-Poll": "1" };
    const answer = await fetch(location.pathname, { headers, cache: "no-store", redirect: "error" });
    if (answer.status === 401 || answer.status === 403) return; // the corner of the page says why
    if (answer.status === 404 || (answer.ok && !put(place, await answer.text()))) {
      location.replace(location.pathname);
      return;
    }
    later(place, answer.ok ? 0 : failed + 1);
  } catch {
    later(place, failed + 1); // no signal, or a server that starts again
  }
}

/**
 * @param {HTMLElement} place
 * @param {string} page
 * @returns {boolean} whether the check still goes on
 */
function put(place, page) {
  const now = new DOMParser().parseFromString(page, "text/html").querySelector("[data-checking]");
  if (!now) return false;
  const words = place.querySelector("[data-checking-words]");
  const said = now.querySelector("[data-checking-words]")?.textContent ?? "";
  if (words && words.textContent !== said) words.textContent = said;
  const bar = place.querySelector("progress");
  const far = now.querySelector("progress");
  if (bar && far) {
    bar.max = far.max;
    bar.value = far.value;
  }
  return true;
}
