// @ts-check
/** A search box that narrows a list on the page: every word must begin a word of the item. */

/**
 * @param {string} text
 * @returns {string} lower case, without accents or apostrophes
 */
function plain(text) {
  return text
    .toLowerCase()
    .normalize("NFD")
    .replace(/[\u0300-\u036f'’]/g, "")
    // The one Polish letter that is no letter with a mark on it.
    .replaceAll("ł", "l");
}

for (const box of /** @type {NodeListOf<HTMLInputElement>} */ (
  document.querySelectorAll("input[data-filters]")
)) {
  const list = document.getElementById(box.dataset.filters || "");
  const count = box.closest(".govuk-form-group")?.querySelector(".filter-count");
  if (!list) continue;
  const items = [...list.querySelectorAll("[data-filter]")].map((item) => ({
    item: /** @type {HTMLElement} */ (item),
    words: plain(item.getAttribute("data-filter") || "").split(/[^\p{L}\p{N}]+/u),
  }));

  const narrow = () => {
    const wanted = plain(box.value).split(/\s+/).filter(Boolean);
    let found = 0;
    for (const { item, words } of items) {
      item.hidden = !wanted.every((part) => words.some((word) => word.startsWith(part)));
      if (!item.hidden) found += 1;
    }
    for (const group of /** @type {NodeListOf<HTMLElement>} */ (
      list.querySelectorAll("[data-filter-group]")
    )) {
      group.hidden = !group.querySelector("[data-filter]:not([hidden])");
    }
    if (!(count instanceof HTMLElement)) return;
    const { none = "", one = "", many = "" } = count.dataset;
    const words = found === 0 ? none : found === 1 ? one : many.replace("{n}", String(found));
    count.textContent = wanted.length > 0 ? words : "";
  };

  box.addEventListener("input", narrow);
  box.addEventListener("keydown", (event) => {
    // Enter in a search box would send the form around it.
    if (event.key === "Enter") event.preventDefault();
  });
  if (box.value) narrow();
}
