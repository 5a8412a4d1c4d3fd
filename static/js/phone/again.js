// @ts-check
/** The page without signal goes away by itself when there is signal again. */

const box = document.querySelector("[data-again]");
const patient = box?.getAttribute("data-again");

// For nobody in particular: what they asked for may only have been slow.
if (patient) {
  fetch(patient, { method: "HEAD", cache: "no-store", headers: { "X-Poll": "1" } })
    .then((answer) => {
      if (answer.ok && location.pathname === "/") location.replace(patient);
    })
    .catch(() => {});
}
addEventListener("online", () => location.reload());
