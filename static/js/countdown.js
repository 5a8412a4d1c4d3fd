// @ts-check
/** Undo while it lasts: shows the seconds left on its button and takes the form away at nought. */

for (const form of /** @type {NodeListOf<HTMLElement>} */ (
  document.querySelectorAll("[data-countdown]")
)) {
  const until = performance.now() + Number(form.dataset.countdown) * 1000;
  const shown = form.querySelector("[data-left]");

  const tick = () => {
    const left = Math.ceil((until - performance.now()) / 1000);
    if (left <= 0) {
      clearInterval(timer);
      form.hidden = true;
    } else if (shown) {
      shown.textContent = String(left);
    }
  };
  const timer = setInterval(tick, 500);
  tick();
}
