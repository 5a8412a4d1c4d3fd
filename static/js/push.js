// @ts-check
/**
 * Notices on this browser: asked for on a tap, told to the server by the page's own form, and taken
 * back in the browser when it is removed from the list.
 */
import { settled } from "phone/shell.js";

const form = document.querySelector("form[data-push]");
const able =
  isSecureContext && "serviceWorker" in navigator && "PushManager" in self && "Notification" in self;
const iphone =
  /iPhone|iPad|iPod/.test(navigator.userAgent) ||
  (navigator.userAgent.includes("Macintosh") && navigator.maxTouchPoints > 1);

/** @param {string} why one reason it cannot be done, or none */
function say(why) {
  for (const words of document.querySelectorAll("[data-push-cannot]")) {
    if (words instanceof HTMLElement) words.hidden = words.dataset.pushCannot !== why;
  }
  if (form instanceof HTMLElement) form.hidden = why !== "" && why !== "failed";
}

/** @returns {Promise<PushSubscription | null>} */
async function here() {
  const registration = await navigator.serviceWorker.getRegistration();
  return (await registration?.pushManager.getSubscription()) ?? null;
}

/** By what the list knows a browser. @param {string} endpoint */
async function mark(endpoint) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(endpoint));
  return Array.from(new Uint8Array(digest), (octet) => octet.toString(16).padStart(2, "0")).join("");
}

/** @param {string} text unpadded base64url */
function octets(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

/** @param {HTMLFormElement} asked */
async function subscribe(asked) {
  if ((await Notification.requestPermission()) !== "granted") return say("refused");
  await settled;
  const registration = await navigator.serviceWorker.ready;
  // One made under an earlier key, or by somebody else, would take nothing of ours.
  await (await registration.pushManager.getSubscription())?.unsubscribe();
  const made = await registration.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: octets(asked.dataset.push ?? ""),
  });
  const { endpoint, keys } = made.toJSON();
  const told = { endpoint, p256dh: keys?.p256dh, auth: keys?.auth };
  for (const [name, value] of Object.entries(told)) {
    const input = asked.elements.namedItem(name);
    if (input instanceof HTMLInputElement) input.value = value ?? "";
  }
  asked.submit();
}

/** Marks this browser in the list, and ends what the browser holds when it is removed there. */
async function begin() {
  const mine = await here();
  const row = mine && document.querySelector(`[data-browser="${await mark(mine.endpoint)}"]`);
  if (!mine || !row) return false;
  const words = row.querySelector("[data-this]");
  if (words instanceof HTMLElement) words.hidden = false;
  const removing = row.querySelector("form");
  removing?.addEventListener("submit", (event) => {
    event.preventDefault();
    mine
      .unsubscribe()
      .catch(() => {})
      .then(() => removing.submit());
  });
  return true;
}

if (form instanceof HTMLFormElement) {
  if (!able) say(iphone ? "iphone" : "unable");
  else if (Notification.permission === "denied") say("refused");
  else {
    begin().then(
      (known) => {
        say("");
        form.hidden = known;
      },
      () => say(""),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      subscribe(form).catch(() => say("failed"));
    });
  }
}
