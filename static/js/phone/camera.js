// @ts-check
/**
 * On a log screen the place for photos shows at once; the scripts that add one come once the worker
 * has them, or when somebody reaches for the place, so that the screen itself waits for less.
 */
import { settled } from "phone/shell.js";

const box = document.querySelector("[data-photo-field]:not([data-photo-record])");
const input = box?.querySelector("input[type=file]");
const able = isSecureContext && "indexedDB" in self && "createImageBitmap" in self;

if (able && box instanceof HTMLElement && input instanceof HTMLInputElement) {
  let come = false;
  /** @type {Promise<unknown> | undefined} */
  let coming;
  const reach = () => {
    coming ||= import("phone/photo.js").then(
      () => {
        come = true;
      },
      () => {
        coming = undefined;
      },
    );
  };
  for (const kind of ["pointerdown", "focusin", "change"]) box.addEventListener(kind, reach);
  settled.then(reach);
  document.addEventListener("nightsafe:keeping", (event) => {
    // Chosen, and saved before the scripts were there: said to be without its photos.
    const { photos } = /** @type {CustomEvent} */ (event).detail;
    if (!come) photos.push(...[...(input.files ?? [])].map(() => null));
  });
  box.hidden = false;
}
