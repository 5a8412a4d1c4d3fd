// @ts-check
/** "Use my location": fills latitude and longitude and puts the nearest places first. */

const METRES_PER_DEGREE = 111_320;

/**
 * @param {GeolocationCoordinates} here
 * @param {number} latitude
 * @param {number} longitude
 * @returns {number} metres, near enough within a city
 */
function metres(here, latitude, longitude) {
  const east = (longitude - here.longitude) * Math.cos((here.latitude * Math.PI) / 180);
  return Math.hypot(latitude - here.latitude, east) * METRES_PER_DEGREE;
}

/**
 * @param {Element} list its items carry data-lat and data-lon; others stay behind them
 * @param {GeolocationCoordinates} here
 */
function nearestFirst(list, here) {
  const placed = [...list.querySelectorAll(":scope > [data-lat][data-lon]")].map((item) => {
    const { lat, lon } = /** @type {HTMLElement} */ (item).dataset;
    return { item, distance: metres(here, Number(lat), Number(lon)) };
  });
  placed.sort((a, b) => b.distance - a.distance);
  for (const { item, distance } of placed) {
    list.prepend(item);
    const label = item.querySelector("[data-distance]");
    if (label) label.textContent = `${Math.round(distance / 10) * 10} m`;
  }
}

/**
 * @param {string | undefined} selector
 * @param {number} value
 */
function fill(selector, value) {
  const field = selector ? document.querySelector(selector) : null;
  if (field instanceof HTMLInputElement) field.value = value.toFixed(5);
}

for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (
  document.querySelectorAll("[data-locate]")
)) {
  if (!("geolocation" in navigator) || !isSecureContext) continue;
  button.hidden = false;
  button.addEventListener("click", () => {
    button.disabled = true;
    const said = document.querySelector(button.dataset.says || "[data-locate-says]");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        button.disabled = false;
        fill(button.dataset.lat, coords.latitude);
        fill(button.dataset.lon, coords.longitude);
        const list = button.dataset.sort ? document.querySelector(button.dataset.sort) : null;
        if (list) nearestFirst(list, coords);
        if (said instanceof HTMLElement) said.textContent = said.dataset.found || "";
      },
      () => {
        button.disabled = false;
        if (said instanceof HTMLElement) said.textContent = said.dataset.failed || "";
      },
      { enableHighAccuracy: true, maximumAge: 60_000, timeout: 10_000 },
    );
  });
}
