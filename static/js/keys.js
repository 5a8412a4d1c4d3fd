// @ts-check
/** Single keys at the desk: each presses or focuses the element that shows it, never while somebody types. */

const OFF = "keys-off"; // remembered on this machine by whoever does not want single keys

/**
 * @param {EventTarget | null} target
 * @returns {boolean} whether keys belong to a field just now
 */
function typing(target) {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches("input:not([type=checkbox]):not([type=radio]), textarea, select"))
  );
}

/**
 * Press what a key stands for; a link to a field puts the cursor into the field.
 * @param {HTMLElement} wanted
 */
function press(wanted) {
  const opens = wanted.dataset.opens && document.getElementById(wanted.dataset.opens);
  const field = wanted.matches('a[href^="#"]') && document.getElementById(wanted.getAttribute("href")?.slice(1) ?? "");
  if (opens instanceof HTMLDialogElement) opens.showModal();
  else if (field) into(field);
  else if (wanted.matches("input, textarea, select")) into(wanted);
  else wanted.click();
}

/** @param {HTMLElement} field */
function into(field) {
  field.closest("details")?.setAttribute("open", "");
  field.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && typing(event.target) && event.target instanceof HTMLElement) event.target.blur();
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || typing(event.target)) return;
  if (document.querySelector("dialog[open]") || (localStorage.getItem(OFF) && event.key !== "?")) return;
  const key = CSS.escape(event.key.toLowerCase());
  const wanted = document.querySelector(`[data-key="${key}"]:not([disabled])`);
  if (!(wanted instanceof HTMLElement)) return;
  event.preventDefault();
  press(wanted);
});

document.addEventListener("click", (event) => {
  const closes = event.target instanceof Element && event.target.closest("[data-closes]");
  if (closes) closes.closest("dialog")?.close();
  const wanted = event.target instanceof Element && event.target.closest("[data-opens], a[data-key][href^='#']");
  if (!(wanted instanceof HTMLElement)) return;
  event.preventDefault();
  press(wanted);
});

const choice = document.querySelector("[data-keys-switch]");
if (choice instanceof HTMLInputElement) {
  choice.checked = !localStorage.getItem(OFF);
  choice.addEventListener("change", () => {
    if (choice.checked) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "yes");
  });
}

for (const button of document.querySelectorAll("[data-opens]")) button.removeAttribute("hidden");
// The open entry stays in sight in the list beside it; the page itself stands still.
const list = document.querySelector(".pane-list");
const row = list?.querySelector(".is-current");
if (list && row) {
  const below = row.getBoundingClientRect().bottom - list.getBoundingClientRect().bottom;
  if (below > 0) list.scrollTop += below + row.clientHeight;
}
