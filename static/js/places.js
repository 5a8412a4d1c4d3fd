// @ts-check
/** Finds a known place as somebody types it, or the nearest ones; words are always fine too. */

const METRES_PER_DEGREE = 111_320;
const SHOWN = 6;

/** @typedef {[number, string, string, number | null, number | null]} Place id, name, area, lat, lon */

/** @param {string} text */
const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/**
 * @param {Place} place
 * @param {GeolocationCoordinates} here
 * @returns {number} metres, near enough within a city; far away when the place has no coordinates
 */
function metres([, , , latitude, longitude], here) {
  if (latitude === null || longitude === null) return Number.POSITIVE_INFINITY;
  const east = (longitude - here.longitude) * Math.cos((here.latitude * Math.PI) / 180);
  return Math.hypot(latitude - here.latitude, east) * METRES_PER_DEGREE;
}

/** @param {HTMLInputElement} words */
function search(words) {
  const id = document.querySelector(words.dataset.placeId || "");
  const group = words.closest("fieldset") || document;
  const list = group.querySelector("[data-places-found]");
  const nearest = group.querySelector("[data-nearest]");
  const said = group.querySelector("[data-locate-says]");
  if (!(id instanceof HTMLInputElement) || !(list instanceof HTMLElement)) return;
  /** @type {Promise<Place[]> | undefined} */
  let loading;
  const load = () => {
    loading ||= fetch(words.dataset.places || "", { credentials: "same-origin" }).then((answer) => {
      if (!answer.ok) throw new Error(String(answer.status));
      return answer.json();
    });
    loading.catch(() => {
      loading = undefined;
    });
    return loading;
  };

  /** @param {Place[]} places @param {(place: Place) => string} note */
  const offer = (places, note) => {
    list.replaceChildren(
      ...places.slice(0, SHOWN).map((place) => {
        const item = document.createElement("li");
        const button = document.createElement("button");
        button.type = "button";
        button.className = "button button-secondary";
        button.textContent = `${place[1]}, ${note(place)}`;
        button.addEventListener("click", (event) => {
          id.value = String(place[0]);
          words.value = place[1];
          // The button goes: a keyboard's focus must not go with it. A thumb needs no keyboard now.
          if (event.detail === 0) words.focus();
          list.replaceChildren();
        });
        item.append(button);
        return item;
      }),
    );
  };

  words.addEventListener("input", async () => {
    id.value = "";
    const wanted = plain(words.value).split(/\s+/).filter(Boolean);
    if (wanted.length === 0) return list.replaceChildren();
    const places = await load().catch(() => []);
    const found = places.filter((place) => {
      const name = plain(`${place[1]} ${place[2]}`).split(/\s+/);
      return wanted.every((word) => name.some((part) => part.startsWith(word)));
    });
    offer(found, (place) => place[2]);
  });

  // Somebody may have begun to type before this came.
  if (document.activeElement === words && words.value) words.dispatchEvent(new Event("input"));

  if (!(nearest instanceof HTMLButtonElement) || !("geolocation" in navigator)) return;
  nearest.hidden = !isSecureContext;
  nearest.addEventListener("click", () => {
    nearest.disabled = true;
    navigator.geolocation.getCurrentPosition(
      async ({ coords }) => {
        nearest.disabled = false;
        const places = [...(await load().catch(() => []))];
        places.sort((a, b) => metres(a, coords) - metres(b, coords));
        offer(places, (place) => `${Math.round(metres(place, coords) / 10) * 10} m`);
        const [closest] = places;
        if (closest && Number.isFinite(metres(closest, coords))) {
          // Saved as it stands, where the phone is must not be lost.
          id.value = String(closest[0]);
          words.value = closest[1];
        }
        if (said instanceof HTMLElement) said.textContent = said.dataset.found || "";
      },
      () => {
        nearest.disabled = false;
        if (said instanceof HTMLElement) said.textContent = said.dataset.failed || "";
      },
      { enableHighAccuracy: true, maximumAge: 60_000, timeout: 10_000 },
    );
  });
}

for (const words of /** @type {NodeListOf<HTMLInputElement>} */ (
  document.querySelectorAll("[data-places]")
)) {
  search(words);
}
