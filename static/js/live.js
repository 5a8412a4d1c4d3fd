// @ts-check
/**
 * What comes while a page is open: a count of what is new, notices, who else is here. Nothing on the page moves, and
 * asking keeps nobody signed in. The server says every word; this only puts it into the place that waits for it.
 */

const EVERY = 20_000; // milliseconds
const HIDDEN = 120_000; // while nobody looks
const LONGEST = 300_000; // between two tries while there is no answer

/** @typedef {{id: number, title: string, detail: string, url: string, tone: string, closes: boolean}} Notice */
/** @typedef {{new: number, outside: number, said: string, notices: Notice[], count: number, bell: string}} Answer */

const corner = /** @type {HTMLElement | null} */ (document.querySelector("[data-live]"));
if (corner) begin(corner);

/** @param {HTMLElement} corner */
function begin(corner) {
  const known = new Set((corner.dataset.known ?? "").split(" ").filter(Boolean).map(Number));
  let here = /** @type {HTMLElement | null} */ (document.querySelector("[data-live-here]"));
  let tag = "";
  let failed = 0;
  let asked = Date.now();
  let timer = later();
  let stopped = false;
  let asking = false;

  /** @returns {number} the timer of the next round */
  function later() {
    const pause = failed ? Math.min(EVERY * 2 ** failed, LONGEST) : document.hidden ? HIDDEN : EVERY;
    return window.setTimeout(round, pause);
  }

  async function round() {
    if (asking) return;
    asking = true;
    clearTimeout(timer);
    asked = Date.now();
    try {
      const over = (await tell()) || (await ask());
      failed = over === null ? failed + 1 : 0;
      if (over) end();
    } catch {
      failed += 1; // no signal, or a server that starts again
    }
    asking = false;
    if (!stopped) timer = later();
  }

  /** @returns {Promise<boolean | null>} whether the sign-in has ended; null when it could not be told */
  async function ask() {
    const headers = { "X-Poll": "1", Accept: "application/json", ...(tag ? { "If-None-Match": tag } : {}) };
    const answer = await fetch(corner.dataset.live ?? "", { headers, cache: "no-store", redirect: "error" });
    if (answer.status === 401) return true;
    if (answer.status === 304) return false;
    if (!answer.ok) return null;
    tag = answer.headers.get("ETag") ?? "";
    show(await answer.json());
    return false;
  }

  const title = document.title;

  /** @returns {Promise<boolean>} whether the sign-in has ended */
  async function tell() {
    if (!here || document.hidden) return false;
    const answer = await post(here.dataset.liveHere ?? "", { "X-Poll": "1" });
    if (answer.ok) put(here, (await answer.json()).said);
    if (answer.status === 404) {
      // Taken back, or no longer theirs: each further try would be a refusal in the ledger.
      put(here, "");
      here = null;
    }
    return answer.status === 401;
  }

  /**
   * @param {string} address
   * @param {Record<string, string>} [more]
   */
  function post(address, more = {}) {
    const headers = { "X-CSRFToken": corner.dataset.token ?? "", ...more };
    return fetch(address, { method: "POST", headers, redirect: "manual" });
  }

  /** @param {Answer} answer */
  function show(answer) {
    count(answer);
    const link = /** @type {HTMLAnchorElement | null} */ (document.querySelector("[data-live-new]"));
    if (link) {
      link.classList.toggle("is-on", answer.said !== "");
      if (answer.said) {
        link.href = (answer.new ? link.dataset.show : link.dataset.elsewhere) ?? link.href;
        put(link, answer.said);
      }
      document.title = answer.said ? `(${answer.said}) ${title}` : title;
    }
    const waiting = new Set(answer.notices.map((one) => one.id));
    for (const card of /** @type {NodeListOf<HTMLElement>} */ (corner.querySelectorAll("[data-notice]"))) {
      if (!waiting.has(Number(card.dataset.notice))) card.remove();
    }
    for (const one of answer.notices) if (!known.has(one.id)) add(one);
  }

  /** @param {Pick<Answer, "count" | "bell">} answer */
  function count(answer) {
    const bell = document.querySelector("[data-live-bell]");
    if (!bell) return;
    bell.classList.toggle("is-none", answer.count === 0);
    put(bell.querySelector(".tool-count"), answer.count ? String(answer.count) : "");
    put(bell.querySelector(".visually-hidden"), answer.bell);
  }

  /** @param {Notice} one */
  function add(one) {
    known.add(one.id);
    const template = /** @type {HTMLTemplateElement} */ (corner.querySelector("[data-live-card]"));
    const card = /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
    card.dataset.notice = String(one.id);
    card.classList.add(`is-${one.tone}`);
    const title = /** @type {HTMLAnchorElement} */ (card.querySelector(".live-title"));
    title.href = one.url;
    put(title, one.title);
    put(card.querySelector(".live-detail"), one.detail);
    const button = /** @type {HTMLButtonElement} */ (card.querySelector("[data-acknowledge]"));
    // What has to be taken in hand is not done with by having read it.
    if (one.closes) button.addEventListener("click", () => acknowledge(one.id, card, button));
    else button.remove();
    corner.querySelector(one.tone === "danger" ? "[data-live-urgent]" : "[data-live-other]")?.append(card);
  }

  /**
   * @param {number} id
   * @param {HTMLElement} card
   * @param {HTMLButtonElement} button
   */
  async function acknowledge(id, card, button) {
    button.disabled = true;
    const address = (button.dataset.acknowledge ?? "").replace("/0/", `/${id}/`);
    const answer = await post(address).catch(() => null);
    if (answer?.status === 401) return end();
    // Led on to a page, which nobody wants here; or taken back meanwhile.
    if (answer?.type === "opaqueredirect" || answer?.status === 404) {
      card.remove();
      tag = "";
      return round();
    }
    button.disabled = false;
    card.querySelector(".live-failed")?.removeAttribute("hidden");
  }

  function end() {
    stopped = true;
    clearTimeout(timer);
    const over = /** @type {HTMLTemplateElement} */ (corner.querySelector("[data-live-over]"));
    corner.querySelector("[data-live-ended]")?.replaceChildren(over.content.cloneNode(true));
  }

  // Whoever comes back to a page that was hidden sees at once what it missed.
  document.addEventListener("visibilitychange", () => {
    if (stopped || document.hidden) return;
    if (Date.now() - asked >= EVERY) round();
    else {
      clearTimeout(timer);
      timer = later();
    }
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted && !stopped) round();
  });
}

/**
 * Put words into their place, once: a screen reader says what changes.
 * @param {Element | null} place
 * @param {string} words
 */
function put(place, words) {
  if (place && place.textContent !== words) place.textContent = words;
}
