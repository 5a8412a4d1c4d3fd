// @ts-check
/** Single keys at the desk: each presses or focuses the element that shows it, never while somebody types. */

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

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || typing(event.target)) return;
  const key = CSS.escape(event.key.toLowerCase());
  const wanted = document.querySelector(`[data-key="${key}"]:not([disabled])`);
  if (!(wanted instanceof HTMLElement)) return;
  event.preventDefault();
  if (wanted.matches("input, textarea, select")) wanted.focus();
  else wanted.click();
});
