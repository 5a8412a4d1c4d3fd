// @ts-check
/**
 * Sealing to the server's public key: HPKE (RFC 9180), base mode, one shot, with
 * DHKEM(P-256, HKDF-SHA256), HKDF-SHA256 and AES-256-GCM, on the browser's own WebCrypto.
 */

const { subtle } = crypto;
const KEM = "KEM\x00\x10";
const SUITE = "HPKE\x00\x10\x00\x01\x00\x02";
const ECDH = { name: "ECDH", namedCurve: "P-256" };
const HMAC = { name: "HMAC", hash: "SHA-256" };

/** @param {string} text @returns {Uint8Array<ArrayBuffer>} its UTF-8 */
export const bytes = (text) => new TextEncoder().encode(text);

/** @param {(string | Uint8Array)[]} parts */
function joined(...parts) {
  const all = parts.map((part) => (typeof part === "string" ? bytes(part) : part));
  const whole = new Uint8Array(all.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of all) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** @param {Uint8Array<ArrayBuffer>} key @param {Uint8Array<ArrayBuffer>} data */
async function hmac(key, data) {
  // WebCrypto refuses an empty key; filled up with noughts, as HMAC does itself, it is the same.
  const usable = key.length ? key : new Uint8Array(32);
  const imported = await subtle.importKey("raw", usable, HMAC, false, ["sign"]);
  return new Uint8Array(await subtle.sign("HMAC", imported, data));
}

/**
 * LabeledExtract of RFC 9180, section 4.
 * @param {string} suite
 * @param {Uint8Array<ArrayBuffer>} salt
 * @param {string} label
 * @param {Uint8Array} input
 */
const extract = (suite, salt, label, input) => hmac(salt, joined("HPKE-v1", suite, label, input));

/**
 * LabeledExpand for at most 32 bytes: one block.
 * @param {string} suite
 * @param {Uint8Array<ArrayBuffer>} secret
 * @param {string} label
 * @param {Uint8Array} info
 * @param {number} length
 */
async function expand(suite, secret, label, info, length) {
  const size = `\0${String.fromCharCode(length)}`;
  return (await hmac(secret, joined(size, "HPKE-v1", suite, label, info, "\x01"))).slice(0, length);
}

/**
 * Encap of RFC 9180, section 4.1.
 * @param {Uint8Array<ArrayBuffer>} recipient the public key, 65 bytes
 * @param {CryptoKeyPair} ephemeral used once
 */
export async function encapsulate(recipient, ephemeral) {
  const theirs = await subtle.importKey("raw", recipient, ECDH, false, []);
  const shared = await subtle.deriveBits({ name: "ECDH", public: theirs }, ephemeral.privateKey, 256);
  const enc = new Uint8Array(await subtle.exportKey("raw", ephemeral.publicKey));
  const none = new Uint8Array();
  const secret = await extract(KEM, none, "eae_prk", new Uint8Array(shared));
  return { enc, secret: await expand(KEM, secret, "shared_secret", joined(enc, recipient), 32) };
}

/**
 * @param {string} publicKey base64url of 65 bytes
 * @param {string} info what the seal is for
 * @param {Uint8Array<ArrayBuffer>} plain
 * @returns {Promise<Uint8Array<ArrayBuffer>>} the encapsulated key (65 bytes), then the ciphertext
 */
export async function seal(publicKey, info, plain) {
  const ephemeral = await subtle.generateKey(ECDH, false, ["deriveBits"]);
  const { enc, secret } = await encapsulate(fromBase64(publicKey), ephemeral);
  const none = new Uint8Array();
  const [idHash, infoHash] = await Promise.all([
    extract(SUITE, none, "psk_id_hash", none),
    extract(SUITE, none, "info_hash", bytes(info)),
  ]);
  const context = joined("\0", idHash, infoHash);
  const schedule = await extract(SUITE, secret, "secret", none);
  const raw = await expand(SUITE, schedule, "key", context, 32);
  const iv = await expand(SUITE, schedule, "base_nonce", context, 12);
  const key = await subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt"]);
  return joined(enc, new Uint8Array(await subtle.encrypt({ name: "AES-GCM", iv }, key, plain)));
}

/** @param {Uint8Array<ArrayBuffer>} data @returns {Promise<string>} SHA-256 in hexadecimal */
export async function hashOf(data) {
  const hash = new Uint8Array(await subtle.digest("SHA-256", data));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @param {Uint8Array} data @returns {string} base64url without padding */
export function toBase64(data) {
  let text = "";
  for (let at = 0; at < data.length; at += 8192) {
    text += String.fromCharCode(...data.subarray(at, at + 8192));
  }
  return btoa(text).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

/** @param {string} text base64url @returns {Uint8Array<ArrayBuffer>} */
export function fromBase64(text) {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}
