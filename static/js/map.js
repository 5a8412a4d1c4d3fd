// @ts-check
/** The map beside the queue: circles with counts on places, hexagons behind them. The list below it says the same. */

import { ground } from "mapground.js";
import { circle, grouped, room } from "mapgroups.js";

/** @typedef {import("mapgroups.js").Spot} Spot */
/** @typedef {import("mapgroups.js").Group} Group */
/** @typedef {{level: number, count: number, hot: boolean, says: boolean, edge: [number, number][]}} Hexagon */
/** @typedef {{places: Spot[], hexes: Hexagon[], names: [number, string, number, number][]}} Drawing */

const NEAR = 0.0075; // degrees of latitude, about 800 m: what is in sight at first
const CLOSEST = 17;
const TOOLS = { width: 56, height: 160 }; // pixels of the corner that the buttons take

/** @typedef {[HTMLElement, {x: number, y: number}, number, number]} Label Words, their point, how far it reaches, how much they matter */

const mean = (/** @type {number[]} */ all) => all.reduce((sum, one) => sum + one, 0) / all.length;
const pixel = (/** @type {{x: number, y: number}} */ { x, y }) => ({ x, y });

/** A thing of HTML on the map, its middle where it belongs. */
function pinned(/** @type {any} */ L, /** @type {HTMLElement} */ element) {
  element.classList.add("map-pin");
  return new (L.Icon.extend({ createIcon: () => element, createShadow: () => null }))();
}

/** @param {string} kind @param {string} name @param {string} [text] */
function made(kind, name, text = "") {
  const element = document.createElement(kind);
  element.className = name;
  element.textContent = text;
  return element;
}

class NightMap {
  /** @param {any} L @param {HTMLElement} frame @param {Drawing} drawing */
  constructor(L, frame, drawing) {
    this.L = L;
    this.frame = frame;
    this.drawing = drawing;
    this.here = Number(frame.dataset.here) || null;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    // A finger scrolls the page past the map; two fingers move it.
    const fine = matchMedia("(pointer: fine)").matches;
    this.map = new L.Map(frame.querySelector(".map-sheet"), {
      zoomSnap: 0.5,
      minZoom: 8,
      maxZoom: 19,
      dragging: fine,
      scrollWheelZoom: false,
      zoomAnimation: !still,
      fadeAnimation: !still,
      inertia: !still,
    });
    // The wheel belongs to the page until somebody goes into the map.
    this.map.on("focus", () => this.map.scrollWheelZoom.enable());
    this.map.on("blur", () => this.map.scrollWheelZoom.disable());
    this.spots = new L.LayerGroup();
    this.look();
    this.hexagons();
    this.spots.addTo(this.map);
    this.map.on("zoomend", () => this.places());
    this.map.on("moveend", () => this.moved());
    this.places();
    this.tools();
    ground(L, this.map, frame).catch(() => frame.classList.add("has-no-ground"));
  }

  /** @returns {[number, number][]} every position there is */
  positions() {
    const { places, names } = this.drawing;
    return places.length ? places.map(({ lat, lon }) => [lat, lon]) : names.map(([, , lat, lon]) => [lat, lon]);
  }

  /** Begin with the open event's surroundings, or those of the place with most. */
  look() {
    const { places, names } = this.drawing;
    const open = places.find(({ id }) => id === this.here);
    const other = names.find(([id]) => id === this.here);
    const first = open || places.find(({ chosen }) => chosen) || places[0];
    const middle = !open && other ? [other[2], other[3]] : first && [first.lat, first.lon];
    const close = this.positions().filter(
      ([lat, lon]) => middle && Math.hypot(lat - middle[0], (lon - middle[1]) * Math.cos((lat * Math.PI) / 180)) < NEAR,
    );
    if (middle) close.push(/** @type {[number, number]} */ (middle));
    this.fit(close.length ? close : this.positions(), false);
  }

  /** @returns {import("mapgroups.js").Box} what is in sight, and as much more on each side as `beyond` says */
  sight(beyond = 0) {
    const corner = this.map.containerPointToLayerPoint([0, 0]);
    const { x, y } = this.map.getSize();
    return { left: corner.x - beyond * x, top: corner.y - beyond * y, right: corner.x + (1 + beyond) * x, bottom: corner.y + (1 + beyond) * y };
  }

  /** Names are laid out a little beyond what is in sight: further away they are laid out anew. */
  moved() {
    const { left, top, right, bottom } = this.sight();
    const far = this.laid && (Math.abs(left - this.laid.left) > right - left || Math.abs(top - this.laid.top) > bottom - top);
    if (far) this.places();
  }

  /** @param {[number, number][]} points @param {boolean} moving */
  fit(points, moving = true) {
    const bounds = new this.L.LatLngBounds(points);
    const room = { paddingTopLeft: [34, 34], paddingBottomRight: [TOOLS.width, 34] };
    this.map.fitBounds(bounds, { ...room, maxZoom: 16, animate: moving });
  }

  hexagons() {
    // The thick edges last, so that nothing lies over them.
    const hexes = [...this.drawing.hexes].sort((a, b) => Number(a.hot) - Number(b.hot));
    for (const { edge, level, hot } of hexes) {
      const className = `map-hex map-hex-${level}${hot ? " is-hot" : ""}`;
      new this.L.Polygon(edge, { className, interactive: false, smoothFactor: 0 }).addTo(this.map);
    }
  }

  /** Draw circles and names for the zoom there is now. */
  places() {
    const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset.place : undefined;
    this.spots.clearLayers();
    const at = (/** @type {number} */ lat, /** @type {number} */ lon) => pixel(this.map.latLngToLayerPoint([lat, lon]));
    const groups = grouped(
      this.drawing.places.map((place) => ({ ...place, ...at(place.lat, place.lon) })),
      this.here,
    );
    /** @type {Label[]} */
    const words = [];
    for (const { edge } of this.drawing.hexes.filter(({ says }) => says)) {
      const corners = edge.map(([lat, lon]) => at(lat, lon));
      const middle = { x: mean(corners.map(({ x }) => x)), y: mean(corners.map(({ y }) => y)) };
      const word = made("span", "map-word", this.frame.dataset.hot);
      words.push([word, middle, Math.hypot(corners[0].x - middle.x, corners[0].y - middle.y), 2]);
    }
    for (const one of groups) {
      const spot = this.spot(one);
      const name = made("span", "map-name", one.spots.length > 1 ? `${one.spots[0].name} +${one.spots.length - 1}` : one.spots[0].name);
      if (one.here) name.append(made("b", "map-open", this.frame.dataset.open));
      words.push([name, one, one.size / 2, one.here ? 3 : 1]);
      this.pin(spot, [one.spots[0].lat, one.spots[0].lon], 1000 + one.count);
      if (focused && spot.dataset.place === focused) spot.focus();
    }
    for (const [id, text, lat, lon] of this.drawing.names) {
      const name = made("span", "map-name map-name-plain", text);
      if (id === this.here) name.append(made("b", "map-open", this.frame.dataset.open));
      words.push([name, at(lat, lon), 0, id === this.here ? 3 : 0]);
    }
    this.name(groups, words);
  }

  /**
   * Put the words where there is room: the open event's first, what is hot, then those with most.
   * @param {Group[]} groups
   * @param {Label[]} words
   */
  name(groups, words) {
    const sheet = this.map.getContainer();
    const sight = this.sight();
    const around = this.sight(1);
    const near = words.filter(([, { x, y }]) => x > around.left && x < around.right && y > around.top && y < around.bottom);
    near.sort((a, b) => b[3] - a[3]);
    // Measured all at once, not one layout after another.
    sheet.append(...near.map(([name]) => name));
    const sizes = near.map(([name]) => ({ width: name.offsetWidth, height: name.offsetHeight }));
    this.laid = sight;
    const tools = { left: sight.right - TOOLS.width, top: sight.top, right: sight.right, bottom: sight.top + TOOLS.height };
    const taken = [...groups.map(circle), tools];
    near.forEach(([name, point, reach, weight], number) => {
      // What has to be said is said a little further away rather than not at all.
      const reaches = weight > 1 ? [0, 10, 24, 42].map((more) => reach + more) : [reach];
      const box = reaches.reduce(
        (/** @type {import("mapgroups.js").Box | undefined} */ found, far) => found || room(point, far, sizes[number], taken, sight),
        undefined,
      );
      name.remove();
      if (!box) return;
      taken.push(box);
      const middle = this.map.layerPointToLatLng([(box.left + box.right) / 2, (box.top + box.bottom) / 2]);
      name.setAttribute("aria-hidden", "true");
      this.pin(name, [middle.lat, middle.lng], 0);
    });
  }

  /** @param {HTMLElement} element @param {[number, number]} where @param {number} above */
  pin(element, where, above) {
    const options = { icon: pinned(this.L, element), interactive: false, keyboard: false, zIndexOffset: above };
    new this.L.Marker(where, options).addTo(this.spots);
  }

  /** @param {Group} group @returns {HTMLElement} a link to the place's queue, or a button that comes closer */
  spot({ spots, count, size, hot, chosen, here }) {
    const alone = spots.length === 1 || this.map.getZoom() >= CLOSEST;
    const element = made(alone ? "a" : "button", "map-spot", String(count));
    const said = spots.map(({ label }) => label).join("; ");
    if (element instanceof HTMLAnchorElement) {
      element.href = spots[0].url;
      element.draggable = false;
      if (chosen) element.setAttribute("aria-current", "true");
    } else {
      element.setAttribute("type", "button");
      element.addEventListener("click", () => this.fit(spots.map(({ lat, lon }) => [lat, lon])));
    }
    element.title = said;
    element.setAttribute("aria-label", here ? `${said}. ${this.frame.dataset.open}` : said);
    element.dataset.place = String(spots[0].id);
    element.style.setProperty("--size", `${size}px`);
    for (const [name, is] of Object.entries({ "is-hot": hot, "is-chosen": chosen, "is-here": here, "is-many": !alone }))
      element.classList.toggle(name, is);
    return element;
  }

  tools() {
    /** @type {Record<string, () => void>} */
    const does = {
      in: () => this.map.zoomIn(1),
      out: () => this.map.zoomOut(1),
      all: () => this.fit(this.positions()),
    };
    for (const button of this.frame.querySelectorAll("[data-map-tool]")) {
      if (!(button instanceof HTMLElement)) continue;
      button.addEventListener("click", does[button.dataset.mapTool || ""]);
      button.hidden = false;
    }
  }
}

/** @param {HTMLElement} frame */
async function start(frame) {
  try {
    const [L, answer] = await Promise.all([
      import("vendor/leaflet.js"),
      fetch(frame.dataset.map || "", { credentials: "same-origin", headers: { Accept: "application/json" } }),
    ]);
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    new NightMap(L, frame, await answer.json());
    frame.classList.add("is-drawn");
  } catch {
    const sheet = frame.querySelector(".map-sheet");
    if (sheet) sheet.textContent = frame.dataset.failed || "";
  }
}

// Not before it is in sight: on a phone it lies far below the queue.
const watch = new IntersectionObserver(
  (seen) => {
    for (const { isIntersecting, target } of seen) {
      if (!isIntersecting || !(target instanceof HTMLElement)) continue;
      watch.unobserve(target);
      start(target);
    }
  },
  { rootMargin: "200px" },
);
for (const frame of document.querySelectorAll("[data-map]")) watch.observe(frame);
