// @ts-check
/** The page without signal goes away by itself when there is signal again. */

const PAUSE = "again";
const LONGEST = 120_000;
const box = document.querySelector("[data-again]");
const patient = box?.getAttribute("data-again");

// For nobody in particular: what they asked for may only have been slow.
if (patient && location.pathname === "/") {
  fetch(patient, { method: "HEAD", cache: "no-store", headers: { "X-Poll": "1" } })
    .then((answer) => {
      if (answer.ok) location.replace(patient);
    })
    .catch(() => {});
}

// Who has tapped a way on is on it: loading this page anew would take them back.
let leaving = false;
addEventListener("click", ({ target }) => {
  const link = target instanceof Element ? target.closest("a") : null;
  if (link?.protocol.startsWith("http")) leaving = true;
});

/** Asks now and then whether there is a server, ever more rarely where it does not help. */
const pause = Number(sessionStorage.getItem(PAUSE) || 2_000);
async function look() {
  const asked = navigator.onLine ? fetch("/manifest.webmanifest", { cache: "no-store" }) : null;
  const answer = await asked?.catch(() => null);
  if (leaving) return;
  if (!answer?.ok) return void setTimeout(look, pause);
  sessionStorage.setItem(PAUSE, String(Math.min(2 * pause, LONGEST)));
  location.reload();
}
setTimeout(look, pause);

addEventListener("online", () => {
  sessionStorage.removeItem(PAUSE);
  if (!leaving) location.reload();
});
