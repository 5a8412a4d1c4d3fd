// @ts-check
/** Which places on the map stand as one circle at a zoom, and which names have room beside theirs. */

/** @typedef {{id: number, name: string, lat: number, lon: number, count: number, hot: boolean, chosen: boolean, label: string, url: string, x: number, y: number}} Spot A place; x and y in pixels of the zoom */
/** @typedef {{spots: Spot[], count: number, x: number, y: number, size: number, hot: boolean, chosen: boolean, here: boolean}} Group */
/** @typedef {{left: number, top: number, right: number, bottom: number}} Box */

const SMALLEST = 26;
const LARGEST = 46;
const GAP = 3; // pixels between a circle and its name, and around every name

/** @param {number} count @returns {number} the diameter of a circle, pixels: its area grows with the count */
const diameter = (count) => Math.min(LARGEST, Math.round(SMALLEST - 4 + 4 * Math.sqrt(count)));

/**
 * Circles that would cover each other become one, the largest first.
 * @param {Spot[]} spots most first
 * @param {number | null} here the place of the open event
 * @returns {Group[]}
 */
export function grouped(spots, here) {
  /** @type {Group[]} */
  const groups = [];
  for (const spot of spots) {
    const size = diameter(spot.count);
    const near = groups.find((one) => Math.hypot(one.x - spot.x, one.y - spot.y) < (one.size + size) / 2);
    const one = near || { spots: [], count: 0, x: spot.x, y: spot.y, size, hot: false, chosen: false, here: false };
    if (!near) groups.push(one);
    one.spots.push(spot);
    one.count += spot.count;
    one.size = diameter(one.count);
    one.hot ||= spot.hot;
    one.chosen ||= spot.chosen;
    one.here ||= spot.id === here;
  }
  return groups;
}

/** @param {Group} group @returns {Box} */
export const circle = ({ x, y, size }) => ({
  left: x - size / 2,
  top: y - size / 2,
  right: x + size / 2,
  bottom: y + size / 2,
});

/** @param {Box} a @param {Box} b */
const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

/**
 * Where a name fits beside its point: on the right, the left, below or above, there also to a side.
 * @param {{x: number, y: number}} point
 * @param {number} reach how far its own circle reaches, pixels; nothing for a name that stands on its point
 * @param {{width: number, height: number}} words
 * @param {Box[]} taken
 * @param {Box} sheet what is in sight
 * @returns {Box | undefined} nothing when there is no room
 */
export function room({ x, y }, reach, { width, height }, taken, sheet) {
  const side = reach + GAP;
  const [w, h] = [width / 2, height / 2];
  const [below, above, lean] = [y + side + h, y - side - h, w - reach];
  const middles = reach
    ? [[x + side + w, y], [x - side - w, y], [x, below], [x, above], [x + lean, below], [x - lean, below], [x + lean, above], [x - lean, above]]
    : [[x, y]];
  const boxes = middles.map(([cx, cy]) => ({ left: cx - w, top: cy - h, right: cx + w, bottom: cy + h }));
  const free = boxes.filter((box) => taken.every((other) => !meet(wider(box), other)));
  const inside = (/** @type {Box} */ box) =>
    box.left >= sheet.left && box.right <= sheet.right && box.top >= sheet.top && box.bottom <= sheet.bottom;
  return free.find(inside) || free.find((box) => !meet(box, sheet));
}

/** @param {Box} box @returns {Box} */
const wider = ({ left, top, right, bottom }) => ({ left: left - GAP, top: top - 1, right: right + GAP, bottom: bottom + 1 });
