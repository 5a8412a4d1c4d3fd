// @ts-check
/** The picture behind the map, where the installation has one: a tile server, or a file of its own. */

const TILE = 256; // pixels

/** @returns {"dark" | "light"} the theme on the screen now */
function theme() {
  const set = document.documentElement.dataset.theme;
  if (set === "dark" || set === "light") return set;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

/**
 * @param {any} L
 * @param {any} archive
 * @param {{minZoom: number, maxZoom: number}} header
 * @returns {any} a layer of pictures out of a file
 */
function pictures(L, archive, header) {
  const Pictures = L.GridLayer.extend({
    /** @param {{x: number, y: number, z: number}} at @param {(error: unknown, tile: HTMLElement) => void} done */
    createTile({ x, y, z }, done) {
      const tile = document.createElement("canvas");
      tile.width = tile.height = TILE;
      archive
        .getZxy(z, x, y)
        .then((/** @type {{data: ArrayBuffer} | undefined} */ found) => found && createImageBitmap(new Blob([found.data])))
        .then((/** @type {ImageBitmap | undefined} */ image) => image && tile.getContext("2d")?.drawImage(image, 0, 0, TILE, TILE))
        .then(() => done(null, tile), (/** @type {unknown} */ error) => done(error, tile));
      return tile;
    },
  });
  return new Pictures({ minNativeZoom: header.minZoom, maxNativeZoom: header.maxZoom });
}

/**
 * @param {any} L
 * @param {any} map
 * @param {string} address
 * @param {HTMLElement} frame
 */
async function fromFile(L, map, address, frame) {
  const { FetchSource, PMTiles, TileType, leafletLayer } = await import("vendor/pmtiles.js");
  const archive = new PMTiles(new FetchSource(new URL(address, location.href).href));
  const header = await archive.getHeader();
  if (header.tileType !== TileType.Mvt) {
    frame.classList.add("has-pictures");
    pictures(L, archive, header).addTo(map);
    return;
  }
  frame.classList.add("has-shapes");
  Object.assign(globalThis, { L }); // where it looks for Leaflet
  const shapes = () =>
    leafletLayer({ url: archive, flavor: theme(), lang: document.documentElement.lang, maxDataZoom: header.maxZoom });
  let layer = shapes().addTo(map);
  const again = () => {
    layer.remove();
    layer = shapes().addTo(map);
  };
  new MutationObserver(again).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
}

/**
 * Draw what lies behind the map; nothing where the installation has nothing.
 * @param {any} L
 * @param {any} map
 * @param {HTMLElement} frame
 */
export async function ground(L, map, frame) {
  const { tiles, file } = frame.dataset;
  if (tiles) {
    frame.classList.add("has-pictures");
    new L.TileLayer(tiles, { maxZoom: 19 }).addTo(map);
  } else if (file) {
    await fromFile(L, map, file, frame);
  }
}
