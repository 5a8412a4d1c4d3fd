// @ts-check
/** The phone's clock: as it is sent along, and as the network's wall clock shows it. */

/** @returns {string} now, ISO 8601 in the phone's own time with its offset */
export function clockNow() {
  const when = new Date();
  const offset = -when.getTimezoneOffset();
  const local = new Date(when.getTime() + offset * 60_000).toISOString().slice(0, 19);
  const two = (/** @type {number} */ number) => String(number).padStart(2, "0");
  const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60];
  return `${local}${offset < 0 ? "-" : "+"}${two(hours)}:${two(minutes)}`;
}

/** @param {number} at milliseconds @returns {string} such as 01:32, in the network's time */
export function shownTime(at) {
  const zone = document.querySelector("[data-time-zone]")?.getAttribute("data-time-zone");
  return new Intl.DateTimeFormat(document.documentElement.lang, {
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZone: zone || undefined,
  }).format(at);
}
