// @ts-check
/** Big keys for a PIN, for thumbs in gloves; without this script the phone's own keypad comes up. */

for (const pad of /** @type {NodeListOf<HTMLElement>} */ (
  document.querySelectorAll("[data-keypad]")
)) {
  const field = document.getElementById(pad.dataset.keypad ?? "");
  if (!(field instanceof HTMLInputElement)) continue;
  field.inputMode = "none";
  pad.hidden = false;
  // The field keeps the focus, so that a real keyboard and Enter go on working.
  pad.addEventListener("pointerdown", (event) => event.preventDefault());
  pad.addEventListener("click", (event) => {
    const key = event.target instanceof Element ? event.target.closest("button") : null;
    if (!key) return;
    if (key.hasAttribute("data-delete")) field.value = field.value.slice(0, -1);
    else if (field.value.length < field.maxLength) field.value += key.value;
  });
}
