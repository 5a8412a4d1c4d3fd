// @ts-check
/** Notices that come while no page is open: what they say was sealed for this browser alone. */

/**
 * @typedef {object} Said
 * @property {string} [title]
 * @property {string} [line]
 * @property {string} [path]
 * @property {string} [tag] a later one with the same takes its place
 */
/** @param {PushMessageData | null} data @returns {Said} */
function saidIn(data) {
  try {
    const said = data?.json();
    return said && typeof said === "object" ? said : {};
  } catch {
    return {};
  }
}

worker.addEventListener("push", (event) => {
  const { title, line, path, tag } = saidIn(event.data);
  const how = {
    body: line ?? "",
    tag: tag || "nightsafe",
    renotify: true,
    icon: "/static/icons/icon-192.png",
    data: path ?? "/",
  };
  // A browser that is woken has to show something, or it shows words of its own.
  event.waitUntil(worker.registration.showNotification(title || "nightsafe", how));
});

/** @param {unknown} path @returns {string} an address of ours, whatever was sent */
function addressOf(path) {
  const there = new URL(typeof path === "string" ? path : "/", worker.location.origin);
  return there.origin === worker.location.origin ? there.href : "/";
}

worker.addEventListener("notificationclick", (event) => {
  event.notification.close();
  // A page that is open may hold something half typed: another one is opened beside it.
  event.waitUntil(worker.clients.openWindow(addressOf(event.notification.data)));
});
