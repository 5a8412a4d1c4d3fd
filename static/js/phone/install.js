// @ts-check
/**
 * The hint to install the app. On an iPhone an installed app has a storage of its own, so nothing
 * may wait in this one: the hint shows only while the queue is empty. Sent away, it stays away.
 */
import { hear, waiting } from "phone/store.js";

const AWAY = "install-hint";
const hint = document.querySelector("[data-install]");
const lacking = document.querySelector("[data-needs-https]");

/** @typedef {Event & {prompt: () => Promise<{outcome: string}>}} Offer */
/** @type {Offer | null} */
let offer = null;

const installed = () =>
  matchMedia("(display-mode: standalone)").matches || /** @type {any} */ (navigator).standalone;

const iphone = () =>
  /iPhone|iPad|iPod/.test(navigator.userAgent) ||
  (navigator.userAgent.includes("Macintosh") && navigator.maxTouchPoints > 1);

function sentAway() {
  try {
    return localStorage.getItem(AWAY) !== null;
  } catch {
    return true;
  }
}

function sendAway() {
  try {
    localStorage.setItem(AWAY, "away");
  } finally {
    if (hint instanceof HTMLElement) hint.hidden = true;
  }
}

async function show() {
  if (!(hint instanceof HTMLElement)) return;
  const phone = matchMedia("(pointer: coarse)").matches;
  const wanted = phone && !installed() && !sentAway() && (await waiting()).length === 0;
  const how = iphone() ? "iphone" : offer ? "" : "menu";
  for (const list of hint.querySelectorAll("[data-install-how]")) {
    /** @type {HTMLElement} */ (list).hidden = list.getAttribute("data-install-how") !== how;
  }
  const now = hint.querySelector("[data-install-now]");
  if (now instanceof HTMLElement) now.hidden = !offer;
  hint.hidden = !wanted;
}

hint?.querySelector("[data-install-away]")?.addEventListener("click", sendAway);
hint?.querySelector("[data-install-now]")?.addEventListener("click", async () => {
  const { outcome } = (await offer?.prompt()) ?? { outcome: "" };
  offer = null;
  if (outcome === "accepted") sendAway();
  else show().catch(() => {});
});
addEventListener("appinstalled", sendAway);
addEventListener("beforeinstallprompt", (event) => {
  // Ours explains itself; the browser's own would come at any moment.
  event.preventDefault();
  offer = /** @type {Offer} */ (event);
  show().catch(() => {});
});

if (!isSecureContext) {
  if (lacking instanceof HTMLElement) lacking.hidden = false;
} else {
  hear(() => show().catch(() => {}));
  show().catch(() => {});
}
