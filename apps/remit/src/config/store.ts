/** Where records, control state and the published log lie, from the configuration file and the environment. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { BucketPlace, ServicePlace, ServiceTls, StorePlace } from '@remit/ledger';
import type { Config } from './load.ts';
import { outboundOptions } from './outbound.ts';
import { secretText } from './secret-text.ts';

/**
 * SQLite in the data folder, or the PostgreSQL database whose URL the file or REMIT_STORE_URL names; and the bucket of the
 * published log, if there is one.
 * Throws with the reason when there is no URL, when it is none, or with the path when a secret's file cannot be read.
 */
export function storePlace(config: Config): StorePlace {
  const { store } = config.file;
  const bucket = bucketOf(config);
  const tiles = bucket === undefined ? {} : { tiles: bucket };
  if (store === 'sqlite') return { kind: 'sqlite', ...tiles };
  const { url: named, 'subject-keys': subjectKeys } = store.postgres;
  const url = config.storeUrl ?? (named === undefined ? undefined : secretText(named, config.base));
  if (url === undefined)
    throw new Error('store.postgres.url is missing: name a file that holds it, or set REMIT_STORE_URL.');
  // The URL holds a password: it is not repeated.
  if (!URL.canParse(url) || !/^postgres(?:ql)?:$/.test(new URL(url).protocol))
    throw new Error('store.postgres.url is not a URL that starts with postgres://.');
  return {
    kind: 'postgres',
    url,
    ...tiles,
    ...(subjectKeys === undefined ? {} : { subjectKeys: resolve(config.base, subjectKeys) }),
  };
}

function bucketOf(config: Config): BucketPlace | undefined {
  const { tiles } = config.file;
  if (tiles === 'folder') return undefined;
  const { bucket, prefix, region, endpoint, 'access-key': access, 'secret-key': secret } = tiles.s3;
  if ((access === undefined) !== (secret === undefined))
    throw new Error('tiles.s3: access-key and secret-key belong together.');
  return {
    bucket,
    prefix,
    region,
    outbound: outboundOptions(config),
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(access === undefined || secret === undefined
      ? {}
      : {
          credentials: {
            accessKeyId: secretText(access, config.base),
            secretAccessKey: secretText(secret, config.base),
          },
        }),
  };
}

/** The sequencers that this gateway writes to; undefined: one of its own. Throws with the path when a file cannot be read. */
export function sequencersOf(
  config: Config,
): { readonly places: readonly ServicePlace[]; readonly tls?: ServiceTls } | undefined {
  const { sequencers } = config.file.log;
  if (sequencers === undefined) return undefined;
  const tls = sequencerTls(config);
  const places = sequencers.at.map(placeOfService);
  if (tls === undefined && places.some(({ kind }) => kind === 'tcp'))
    throw new Error('log.sequencers: over TCP, certificate, key and ca are needed.');
  return { places, ...(tls === undefined ? {} : { tls }) };
}

/** What is shown and believed between gateways and sequencers over TCP; undefined when nothing is configured. */
export function sequencerTls(config: Config): ServiceTls | undefined {
  const { certificate, key, ca } = config.file.log.sequencers ?? {};
  if (certificate === undefined || key === undefined || ca === undefined) return undefined;
  const read = (path: string) => readFileSync(resolve(config.base, path), 'utf8');
  return { certificate: read(certificate), key: read(key), ca: read(ca) };
}

/** An absolute path, or HOST:PORT; IPv6 addresses in brackets. */
export function placeOfService(text: string): ServicePlace {
  if (text.startsWith('/')) return { kind: 'unix', path: text };
  const colon = text.lastIndexOf(':');
  return { kind: 'tcp', host: text.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(text.slice(colon + 1)) };
}
