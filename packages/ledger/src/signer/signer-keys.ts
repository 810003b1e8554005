/**
 * The keys of a signer. Without `keys.json` in its folder it has one, the file log.key. With it: `current` signs, `next`
 * signs beside it while a change is under way, `former` are keys of the past that the log's older heads carry. A key lies
 * in a file, a token or a key service (@remit/secrets); places of files are relative to the folder.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Result } from '@remit/core';
import { err, isRefusal, ok, parseStrictJson, utf8 } from '@remit/core';
import type { SigningKey, SigningKeyPlace } from '@remit/secrets';
import { openSigningKey, parseSigningKeyPlace } from '@remit/secrets';
import type { NoteSigner } from '@remit/tlog';
import { ed25519KeySigner, parseVkey } from '@remit/tlog';
import { writeDurably } from '../files/durable.ts';

/** A key that signs notes under the log's name. */
export type LogKey = NoteSigner & { readonly vkey: string };

/** What `keys.json` says. */
export interface SignerKeyPlaces {
  readonly current: SigningKeyPlace;
  readonly next?: SigningKeyPlace;
  /** Verifier keys. */
  readonly former: readonly string[];
}

/** The keys, ready to sign. */
export interface SignerKeys {
  readonly current: LogKey;
  readonly next?: LogKey;
  readonly former: readonly string[];
}

/** Name of the file that says where the keys of a log lie. */
export const KEY_PLACES = 'keys.json';

/** The places of a folder, undefined when there is no such file; the error says what is wrong with it. */
export function readKeyPlaces(folder: string): Result<SignerKeyPlaces | undefined, string> {
  const path = join(folder, KEY_PLACES);
  if (!existsSync(path)) return ok(undefined);
  const json = parseStrictJson(readFileSync(path, 'utf8'));
  if (isRefusal(json)) return err(`${path} is not JSON`);
  const { current, next, former = [], ...rest } = Object(json.value) as Record<string, unknown>;
  if (Object.keys(rest).length > 0) return err(`${path} holds ${Object.keys(rest).join(', ')}, which it must not`);
  const place = parseSigningKeyPlace(JSON.stringify(current ?? null));
  const second = next === undefined ? undefined : parseSigningKeyPlace(JSON.stringify(next));
  if (!place.ok) return err(`${path}: current: ${place.error}`);
  if (second?.ok === false) return err(`${path}: next: ${second.error}`);
  if (!Array.isArray(former) || !former.every((vkey) => typeof vkey === 'string' && parseVkey(vkey) !== undefined))
    return err(`${path}: former must be a list of verifier keys`);
  return ok({
    current: place.value,
    ...(second === undefined ? {} : { next: second.value }),
    former: former as string[],
  });
}

/** Replaces the file durably. */
export function writeKeyPlaces(folder: string, places: SignerKeyPlaces): void {
  writeDurably(join(folder, KEY_PLACES), utf8(`${JSON.stringify(places, null, 2)}\n`));
}

/** Opens every key that `keys.json` names; undefined when there is none. Throws what a token or a service answers. */
export async function openSignerKeys(folder: string, origin: string): Promise<SignerKeys | undefined> {
  const places = readKeyPlaces(folder);
  if (!places.ok) throw new Error(places.error);
  if (places.value === undefined) return undefined;
  const { current, next, former } = places.value;
  return {
    current: await openLogKey(folder, origin, current),
    ...(next === undefined ? {} : { next: await openLogKey(folder, origin, next) }),
    former,
  };
}

/** One key under the log's name. */
export async function openLogKey(folder: string, origin: string, place: SigningKeyPlace): Promise<LogKey> {
  const at: SigningKeyPlace = place.kind === 'file' ? { ...place, path: resolve(folder, place.path) } : place;
  const key: SigningKey = await openSigningKey(at);
  return ed25519KeySigner(origin, key.publicKey, (text) => key.sign(text));
}
