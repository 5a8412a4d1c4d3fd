// @ts-check
/** Minus and plus beside a number: they appear with the script; without it the number is typed. */

for (const stepper of document.querySelectorAll("[data-stepper]")) {
  const input = stepper.querySelector("input");
  const buttons = /** @type {NodeListOf<HTMLButtonElement>} */ (
    stepper.querySelectorAll("[data-step]")
  );
  if (!input) continue;
  const min = Number(input.min || 0);
  const max = Number(input.max || 99);

  const settle = () => {
    const value = Number(input.value || 0);
    for (const button of buttons) {
      const next = value + Number(button.dataset.step);
      button.disabled = next < min || next > max;
    }
  };

  for (const button of buttons) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const next = Number(input.value || 0) + Number(button.dataset.step);
      input.value = String(Math.min(max, Math.max(min, next)));
      input.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }
  input.addEventListener("input", settle);
  stepper.classList.add("is-live");
  settle();
}
