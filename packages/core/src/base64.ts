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

function decodeWith(alphabet: string, text: string, padded: boolean): Uint8Array | undefined {
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

// The platform's encoder gives the same letters (RFC 4648) and is far quicker; it is a plain byte-to-text map, so
// the trap above does not apply to it.
const nodeBuffer = (
  globalThis as {
    Buffer?: {
      from(b: ArrayBufferLike, o: number, l: number): { toString(e: string): string };
      from(text: string, e: 'utf8'): { toString(e: string): string };
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

/** Decodes standard padded base64; undefined for anything else, including non-canonical trailing bits. */
export function fromBase64(text: string): Uint8Array | undefined {
  return decodeWith(STANDARD, text, true);
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
  return decodeWith(URL_SAFE, text, false);
}
