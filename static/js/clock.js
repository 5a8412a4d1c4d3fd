// @ts-check
/**
 * The phone's clock goes into the hidden fields `captured` (first attempt to send) and `sent` (each one);
 * and onto the chip that says "Now 01:32".
 */

/**
 * @param {Date} when
 * @returns {string} ISO 8601 in the phone's own time with its offset, such as 2026-11-22T01:32:07+00:00
 */
function withOffset(when) {
  const offset = -when.getTimezoneOffset();
  const local = new Date(when.getTime() + offset * 60_000).toISOString().slice(0, 19);
  const hours = String(Math.floor(Math.abs(offset) / 60)).padStart(2, "0");
  const minutes = String(Math.abs(offset) % 60).padStart(2, "0");
  return `${local}${offset < 0 ? "-" : "+"}${hours}:${minutes}`;
}

/**
 * @param {Element | Document} place
 * @param {string} kind
 * @returns {NodeListOf<HTMLInputElement>}
 */
function fields(place, kind) {
  return place.querySelectorAll(`input[data-clock="${kind}"]`);
}

document.addEventListener("submit", (event) => {
  if (!(event.target instanceof HTMLFormElement)) return;
  const now = withOffset(new Date());
  for (const field of fields(event.target, "captured")) field.value ||= now;
  for (const field of fields(event.target, "sent")) field.value = now;
});

const labels = document.querySelectorAll("[data-now]");
const nights = /** @type {NodeListOf<HTMLElement>} */ (
  document.querySelectorAll("[data-night-of-now]")
);
const zone = document.querySelector("[data-time-zone]")?.getAttribute("data-time-zone");

function tick() {
  const shown = new Intl.DateTimeFormat(document.documentElement.lang, {
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZone: zone || undefined,
  }).format(new Date());
  for (const label of labels) label.textContent = shown;
  for (const night of nights) nameNight(night);
}

const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/**
 * A page that was kept may be of last night; a night runs from noon to noon.
 * @param {HTMLElement} night
 */
function nameNight(night) {
  const at = Date.now() - 12 * 3_600_000;
  const day = new Intl.DateTimeFormat("en-GB", { weekday: "short", timeZone: zone || undefined });
  const name = night.dataset.nightOfNow?.split("|")[DAYS.indexOf(day.format(at))];
  const before = night.textContent || "";
  if (!name || name === before) return;
  night.textContent = name;
  if (night.closest("h1")) document.title = document.title.replace(before, name);
}

if (labels.length + nights.length > 0) {
  tick();
  setInterval(tick, 10_000);
  document.addEventListener("visibilitychange", tick);
}
