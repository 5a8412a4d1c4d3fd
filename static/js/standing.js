// @ts-check
/**
 * Takes warnings off a page that stays open once they are over or withdrawn, and says that there is a new one. Asking
 * keeps nobody signed in; without an answer a warning stands until its time is over.
 */

const EVERY = 60_000; // milliseconds, while somebody looks
const SOON = 5_000; // not more often than this, however often somebody comes back

/** @typedef {{standing: Record<string, number>, unheard: string[]}} Answer seconds that are left, by warning */

const place = /** @type {HTMLElement | null} */ (document.querySelector("[data-standing]"));
if (place) watch(place);

/** @param {HTMLElement} place */
function watch(place) {
  const cards = /** @type {Map<string, HTMLElement>} */ (new Map());
  const ends = /** @type {Map<string, number>} */ (new Map());
  for (const card of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-warning]"))) {
    const id = card.dataset.warning ?? "";
    cards.set(id, card);
    // By this phone's clock, but counted from now: a clock that is wrong all the time does no harm.
    ends.set(id, Date.now() + Number(card.dataset.left) * 1000);
  }
  let asked = Date.now();
  let stopped = false;

  function tick() {
    if (document.hidden) return;
    for (const [id, end] of ends) if (end <= Date.now()) hide(id);
    if (!stopped && Date.now() - asked >= EVERY) ask();
  }

  async function ask() {
    if (stopped || !navigator.onLine || Date.now() - asked < SOON) return;
    asked = Date.now();
    const headers = { "X-Poll": "1", Accept: "application/json" };
    const answer = await fetch(place.dataset.standing ?? "", { headers, cache: "no-store", redirect: "error" }).catch(
      () => null, // no signal: the time of each is known
    );
    if (answer?.ok) show(await answer.json());
    else if (answer) stopped = answer.status < 500;
  }

  /** @param {Answer} answer */
  function show(answer) {
    for (const [id, card] of cards) {
      const left = answer.standing[id];
      if (left === undefined) {
        forget(id);
      } else {
        ends.set(id, Date.now() + left * 1000);
        card.hidden = false;
      }
    }
    if (answer.unheard.some((id) => !cards.has(id))) say("[data-standing-new]");
  }

  /** @param {string} id one that may yet turn out to stand longer */
  function hide(id) {
    const card = cards.get(id);
    if (!card || card.hidden) return;
    card.hidden = true;
    say("[data-standing-over]");
  }

  /** @param {string} id one that is gone for good */
  function forget(id) {
    cards.get(id)?.remove();
    cards.delete(id);
    ends.delete(id);
    say("[data-standing-over]");
  }

  /** @param {string} which */
  function say(which) {
    place.querySelector(which)?.removeAttribute("hidden");
  }

  window.setInterval(tick, 1000);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) ask();
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) ask();
  });
  window.addEventListener("online", ask);
}
