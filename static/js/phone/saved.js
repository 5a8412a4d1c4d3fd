// @ts-check
/** What stands in the form's place once it is saved: on this phone first, then with the server. */
import { takeBack } from "phone/parcel.js";
import { flush } from "phone/send.js";
import { hear } from "phone/store.js";
import { shownTime } from "phone/time.js";

const AT_ONCE = 3000;
const UNDO = 60_000;

/** @typedef {{submission: string, record: string, words: string, at: number, reference: string}} Saved */

/** @param {HTMLFormElement} form @param {Saved} saved */
export function follow(form, saved) {
  const start = performance.now();
  const template = document.querySelector("template[data-saved]");
  const main = document.getElementById("main");
  if (!(template instanceof HTMLTemplateElement) || !main) return;
  const { submission, record, words, at, reference } = saved;
  const panel = /** @type {DocumentFragment} */ (template.content.cloneNode(true));
  write(panel, "label", words);
  write(panel, "reference", form.dataset.record === "new" ? reference : "");
  write(panel, "time", shownTime(at));
  const { back, add } = form.dataset;
  const link = panel.querySelector("[data-add]");
  if (link instanceof HTMLAnchorElement && add) link.href = add.replace("RECORD", record);
  else link?.remove();
  const bar = document.querySelector(".actions-in");
  const actions = panel.querySelector("[data-actions]");
  if (actions && bar) bar.replaceChildren(...actions.children);
  actions?.remove();
  main.replaceChildren(panel);
  scrollTo(0, 0);
  head(template.dataset.heading, true);

  const button = main.querySelector("[data-take-back]");
  let left = Boolean(back);
  let taken = "";
  const gone = () => {
    left = false;
    button?.remove();
  };
  if (button instanceof HTMLButtonElement && back) {
    countDown(button, start, gone);
    button.addEventListener("click", async () => {
      button.disabled = true;
      const reason = button.dataset.reason || "";
      const label = { words: `${words}: ${button.dataset.word}`, at: Date.now(), reference };
      try {
        taken = await takeBack(record, back.replace("RECORD", record), reason, label);
      } catch {
        button.disabled = false;
        state(main, "stuck");
        return;
      }
      gone();
      link?.remove();
      state(main, "back");
      head(template.dataset.back, true);
      flush(true);
    });
  } else gone();

  hear((news) => {
    if (news.what !== "received") return;
    if (news.id === taken) state(main, news.state === "received" ? "gone" : news.state || "gone");
    if (news.id !== submission || taken) return;
    const next = ours(news.next);
    const quick = performance.now() - start < AT_ONCE;
    const untouched = !back || (left && !(/** @type {HTMLButtonElement} */ (button)?.disabled));
    if (quick && next && untouched) return location.replace(next);
    state(main, news.state || "received");
    if (news.state === "received") head(template.dataset.received, false);
    const open = main.querySelector("[data-next]");
    if (open instanceof HTMLAnchorElement && next) {
      open.href = next;
      open.hidden = false;
    }
  });
}

/** @param {ParentNode} panel @param {string} name @param {string} text */
function write(panel, name, text) {
  const part = panel.querySelector(`[data-part="${name}"]`);
  if (part) part.textContent = text;
  if (part && !text) part.closest("p")?.remove();
}

/** @param {ParentNode} main @param {string} name of the one sentence to show */
function state(main, name) {
  for (const one of /** @type {NodeListOf<HTMLElement>} */ (main.querySelectorAll("[data-state]"))) {
    one.hidden = one.dataset.state !== name;
  }
}

/** @param {string | undefined} words @param {boolean} focus */
function head(words, focus) {
  const heading = document.querySelector("h1");
  if (!heading || !words) return;
  document.title = document.title.replace(heading.textContent || "", words);
  heading.textContent = words;
  heading.tabIndex = -1;
  if (focus) heading.focus();
}

/** @param {HTMLButtonElement} button @param {number} start @param {() => void} gone */
function countDown(button, start, gone) {
  const shown = button.querySelector("[data-left]");
  const timer = setInterval(tick, 500);
  function tick() {
    const left = Math.ceil((start + UNDO - performance.now()) / 1000);
    if (shown) shown.textContent = String(left);
    if (left > 0 && button.isConnected) return;
    clearInterval(timer);
    if (!button.disabled) gone();
  }
  tick();
}

/** @param {string | null | undefined} address @returns {string | null} only one of this site */
function ours(address) {
  if (!address) return null;
  const url = new URL(address, location.origin);
  return url.origin === location.origin ? url.pathname + url.search : null;
}
