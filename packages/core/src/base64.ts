/**
 * Strict base64. RFC 4648 §4 (standard, padded) and §5 (URL-safe, unpadded).
 *
 * Threat: Node's `Buffer.from(text, 'base64')` never fails: it skips characters and mixes alphabets, so two
 * different texts would stand for one signature. Here a text decodes only if encoding the result gives it back.
 */

import { utf8 } from './bytes.ts';

const STANDARD = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const URL_SAFE = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

function encodeWith(alphabet: string, bytes: Uint8Array, padded: boolean): string {
  let out = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i;
    const group = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    out += alphabet.charAt(group >> 18) + alphabet.charAt((group >> 12) & 63);
    out += left > 1 ? alphabet.charAt((group >> 6) & 63) : padded ? '=' : '';
    out += left > 2 ? alphabet.charAt(group & 63) : padded ? '=' : '';
  }
  return out;
}

/** Decodes where the platform has no decoder of its own. Exported for its test. */
export function decodePure(text: string, padded: boolean): Uint8Array | undefined {
  const alphabet = padded ? STANDARD : URL_SAFE;
  const body = padded ? text.replace(/={1,2}$/, '') : text;
  if (padded && text.length % 4 !== 0) return undefined;
  if (body.length % 4 === 1) return undefined;
  const out = new Uint8Array(Math.floor((body.length * 3) / 4));
  let bits = 0;
  let held = 0;
  let at = 0;
  for (const letter of body) {
    const value = alphabet.indexOf(letter);
    if (value < 0) return undefined;
    held = ((held << 6) | value) & 0xffffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out[at++] = (held >> bits) & 0xff;
    }
  }
  return encodeWith(alphabet, out, padded) === text ? out : undefined;
}

// The platform's encoder gives the same letters (RFC 4648) and is far quicker.
const nodeBuffer = (
  globalThis as {
    Buffer?: {
      from(b: ArrayBufferLike, o: number, l: number): { toString(e: string): string };
      from(text: string, e: string): Uint8Array & { toString(e: string): string };
    };
  }
).Buffer;

function quick(bytes: Uint8Array, encoding: 'base64' | 'base64url'): string | undefined {
  return nodeBuffer?.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString(encoding);
}

/** Standard base64 with padding. */
export function toBase64(bytes: Uint8Array): string {
  return quick(bytes, 'base64') ?? encodeWith(STANDARD, bytes, true);
}

/** Only what gives the same text when it is encoded again: that is what the threat above asks for. */
function quickDecoded(text: string, encoding: 'base64' | 'base64url'): Uint8Array | undefined {
  const bytes = nodeBuffer?.from(text, encoding);
  // A plain array of its own: slice() of a Buffer would share memory with it.
  return bytes !== undefined && bytes.toString(encoding) === text ? new Uint8Array(bytes) : undefined;
}

/** Decodes standard padded base64; undefined for anything else, including non-canonical trailing bits. */
export function fromBase64(text: string): Uint8Array | undefined {
  return nodeBuffer === undefined ? decodePure(text, true) : quickDecoded(text, 'base64');
}

/** URL-safe base64 without padding. */
export function toBase64Url(bytes: Uint8Array): string {
  return quick(bytes, 'base64url') ?? encodeWith(URL_SAFE, bytes, false);
}

/** URL-safe base64 without padding of a text's UTF-8 bytes. Lone surrogates count as U+FFFD. */
export function base64UrlOfText(text: string): string {
  return nodeBuffer?.from(text, 'utf8').toString('base64url') ?? encodeWith(URL_SAFE, utf8(text), false);
}

/** Decodes URL-safe unpadded base64; undefined for anything else. */
export function fromBase64Url(text: string): Uint8Array | undefined {
  return nodeBuffer === undefined ? decodePure(text, false) : quickDecoded(text, 'base64url');
}
