// @ts-check
/** The switch between dark and light: kept in a cookie, so that the server draws it without a flash. */

const YEAR = 31_536_000;
const root = document.documentElement;

/** @returns {"dark" | "light"} the theme on the screen now */
function current() {
  const set = root.dataset.theme;
  if (set === "dark" || set === "light") return set;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

function change() {
  const next = current() === "dark" ? "light" : "dark";
  root.dataset.theme = next;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `theme=${next}; Path=/; Max-Age=${YEAR}; SameSite=Lax${secure}`;
  const colour = getComputedStyle(root).getPropertyValue("--bg").trim();
  for (const meta of document.querySelectorAll('meta[name="theme-color"]')) {
    meta.removeAttribute("media");
    meta.setAttribute("content", colour);
  }
}

for (const button of document.querySelectorAll("[data-theme-switch]")) {
  button.removeAttribute("hidden");
  button.addEventListener("click", change);
}
