// @ts-check
/** Puts a kept page together: its lines, the id it is about, the theme, a nonce of its own. */

/** @param {Pack} pack @param {string} path @returns {{path: string, id: string} | null} */
function find(pack, path) {
  if (Object.hasOwn(pack.pages, path)) return { path, id: "" };
  const id = ENTRY.exec(path)?.[1] ?? "";
  const general = path.replace(id, pack.any);
  return id && Object.hasOwn(pack.pages, general) ? { path: general, id } : null;
}

/** @param {string} zone @returns {Promise<string>} as the server has it: chosen, else dark at night */
async function theme(zone) {
  const chosen = (await about()).theme;
  if (chosen) return chosen;
  const hour = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", hourCycle: "h23", timeZone: zone });
  const now = Number(hour.format(new Date()));
  return now >= 18 || now < 6 ? "dark" : "";
}

/** @param {string} html @param {string} wanted */
function themed(html, wanted) {
  if (!wanted) return html;
  const colour = DARK[/** @type {"dark" | "light"} */ (wanted)];
  return html
    .replace("<html ", `<html data-theme="${wanted}" `)
    .replace(/(<meta name="theme-color" content=")[^>]*>/g, `$1${colour}">`);
}

/** @param {Kept} kept @param {{path: string, id: string}} found */
async function together({ pack, until, ahead }, { path, id }) {
  const runs = pack.pages[path] ?? [];
  /** @type {string[]} */
  const lines = [];
  for (let at = 0; at < runs.length; at += 2) {
    const [from = 0, many = 0] = runs.slice(at, at + 2);
    for (let line = from; line < from + many; line += 1) lines.push(pack.lines[line] ?? "");
  }
  let text = lines.join("\n");
  const type = pack.types[path];
  if (type) return new Response(text, { headers: { ...pack.headers, "Content-Type": type } });
  if (id) text = text.replaceAll(pack.any, id);
  text = text.replace(/ data-until="\d+"/, ` data-until="${until + ahead}"`);
  return screen(themed(text, await theme(pack.zone)), pack.nonce, pack.headers);
}

/** @param {string} html @param {string} nonce @param {Record<string, string>} headers */
function screen(html, nonce, headers) {
  // A nonce of its own for each showing, as the server would give it.
  const fresh = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(18))));
  const own = Object.entries(headers).map(([name, value]) => [name, value.replaceAll(nonce, fresh)]);
  own.push(["Content-Type", "text/html; charset=utf-8"]);
  return new Response(html.replaceAll(nonce, fresh), { headers: Object.fromEntries(own) });
}

/** The page that says what works without signal: the person's own, else nobody's. */
async function withoutSignal() {
  const kept = await living();
  const own = kept && find(kept.pack, shell.offline);
  if (own) return together(kept, own);
  const page = await (await caches.open(ABOUT)).match(shell.offline);
  if (!page) return Response.error();
  const headers = Object.fromEntries(page.headers);
  const nonce = /'nonce-([^']+)'/.exec(headers["content-security-policy"] ?? "")?.[1] ?? "";
  const html = themed(await page.text(), await theme("Europe/London"));
  // What is told of the body as it was sent is no longer so.
  for (const name of ["content-encoding", "content-length", "content-type", "etag", "vary"]) {
    delete headers[name];
  }
  return nonce ? screen(html, nonce, headers) : Response.error();
}
