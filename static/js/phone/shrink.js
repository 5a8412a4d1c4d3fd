// @ts-check
/**
 * Makes a photo small enough to be sent at two in the morning: at most 1600 pixels, JPEG. What a
 * camera writes beside the pixels (where, when, which phone) is not drawn, and so is gone.
 */

const LONGEST = 1600;
const SMALL = 240;
const MOST_BYTES = 1_900_000;
const QUALITIES = [0.8, 0.6, 0.4];

/** @typedef {{blob: Blob, preview: string}} Shrunk `preview` a small picture as a data: address */

/**
 * @param {Blob} file
 * @returns {Promise<Shrunk>}
 * @throws when the browser cannot read it as a picture
 */
export async function shrink(file) {
  const image = await createImageBitmap(file, { imageOrientation: "from-image" });
  try {
    const canvas = drawn(image, LONGEST);
    for (const quality of QUALITIES) {
      const blob = await encoded(canvas, quality);
      if (blob.size <= MOST_BYTES) {
        return { blob, preview: drawn(image, SMALL).toDataURL("image/jpeg", 0.7) };
      }
    }
    throw new Error("too large");
  } finally {
    image.close();
  }
}

/** @param {ImageBitmap} image @param {number} longest @returns {HTMLCanvasElement} */
function drawn(image, longest) {
  const scale = Math.min(1, longest / Math.max(image.width, image.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(image.width * scale));
  canvas.height = Math.max(1, Math.round(image.height * scale));
  const context = canvas.getContext("2d");
  if (!context) throw new Error("no canvas");
  // JPEG knows nothing clear: it would come out black.
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas;
}

/** @param {HTMLCanvasElement} canvas @param {number} quality @returns {Promise<Blob>} */
function encoded(canvas, quality) {
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture"))), "image/jpeg", quality);
  });
}
