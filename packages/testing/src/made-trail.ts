/**
 * A CloudTrail trail made on the spot: log files and digests in the form that AWS documents, signed with an RSA key of its
 * own. None of it was ever written by AWS.
 */
import type { KeyObject } from 'node:crypto';
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';

/** One digest, as it was made. */
export interface MadeDigest {
  readonly bucket: string;
  readonly key: string;
  /** Keys of the log files that it names. */
  readonly logs: readonly string[];
}

/** The trail. Tests change `objects` and `metadata`. */
export interface MadeTrail {
  readonly account: string;
  readonly region: string;
  readonly name: string;
  /** Stored bytes by key. */
  readonly objects: Map<string, Uint8Array>;
  /** S3 metadata of digests by key, without `x-amz-meta-`. */
  readonly metadata: Map<string, Readonly<Record<string, string>>>;
  /** Oldest first. */
  readonly digests: readonly MadeDigest[];
  /** The answer of ListPublicKeys. */
  readonly listPublicKeys: string;
}

/** What to make. */
export interface TrailOptions {
  /** What each digest is: linked to the one before, a starting one, or a backfill. One an hour. */
  readonly shape?: readonly ('link' | 'start' | 'backfill')[];
  readonly form?: 'pkcs1' | 'spki';
  /** Validity of the key in milliseconds since the epoch. */
  readonly validity?: readonly [start: number, end: number];
  /** Bucket of each digest. */
  readonly buckets?: readonly string[];
  /** Records of the log file of each digest. */
  readonly records?: readonly (readonly object[])[];
  /** End of the first digest, milliseconds since the epoch. */
  readonly start?: number;
}

const ACCOUNT = '111122223333';
const BUCKET = 'made-trail-bucket';
const REGION = 'us-east-1';
const TRAIL = 'made_trail';
const HOUR = 60 * 60 * 1000;
/** End of the first digest where nothing else is asked for: 2026-11-20T01:00:00Z. */
export const TRAIL_START: number = Date.parse('2026-11-20T01:00:00Z');

const iso = (ms: number) => new Date(ms).toISOString().replace('.000Z', 'Z');
const compact = (ms: number) => iso(ms).replaceAll(/[-:]/g, '');
const sha = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex');
const day = (ms: number) => iso(ms).slice(0, 10).replaceAll('-', '/');

/** Key of the digest that ends at a time. */
export function madeDigestKey(end: number, backfill = false): string {
  const name = `${ACCOUNT}_CloudTrail-Digest_${REGION}_${TRAIL}_${REGION}_${compact(end)}`;
  return `AWSLogs/${ACCOUNT}/CloudTrail-Digest/${REGION}/${day(end)}/${name}${backfill ? '_backfill' : ''}.json.gz`;
}

let signer: { readonly publicKey: KeyObject; readonly privateKey: KeyObject } | undefined;

/** Makes a trail with one log file an hour. All trails of a process are signed with the same key. */
export function makeTrail(options: TrailOptions = {}): MadeTrail {
  const { publicKey, privateKey } = (signer ??= generateKeyPairSync('rsa', { modulusLength: 2048 }));
  const der = publicKey.export({ type: options.form ?? 'pkcs1', format: 'der' });
  const fingerprint = createHash('md5').update(der).digest('hex');
  const start = options.start ?? TRAIL_START;
  const objects = new Map<string, Uint8Array>();
  const metadata = new Map<string, Record<string, string>>();
  const digests: MadeDigest[] = [];
  let before:
    | { readonly bucket: string; readonly key: string; readonly text: string; readonly signature: string }
    | undefined;
  for (const [index, kind] of (options.shape ?? ['start', 'link', 'link']).entries()) {
    const end = start + index * HOUR;
    const bucket = options.buckets?.[index] ?? BUCKET;
    const log = logFile(end - HOUR / 2, index, options.records?.[index]);
    objects.set(log.key, gzipSync(log.text));
    const previous = kind === 'link' ? before : undefined;
    const key = madeDigestKey(end, kind === 'backfill');
    const text = digestText({ end, bucket, key, fingerprint, previous, log });
    const toSign = `${iso(end)}\n${bucket}/${key}\n${sha(text)}\n${previous?.signature ?? 'null'}`;
    const signature = sign('RSA-SHA256', Buffer.from(toSign), privateKey).toString('hex');
    const generated = kind === 'backfill' ? { 'backfill-generation-timestamp': iso(end + 2 * HOUR) } : {};
    objects.set(key, gzipSync(text));
    metadata.set(key, { signature, 'signature-algorithm': 'SHA256withRSA', ...generated });
    digests.push({ bucket, key, logs: [log.key] });
    if (kind !== 'backfill') before = { bucket, key, text, signature };
  }
  const [from, to] = options.validity ?? [start - 24 * HOUR, start + 24 * HOUR];
  const listPublicKeys = JSON.stringify({
    PublicKeyList: [
      {
        Value: der.toString('base64'),
        ValidityStartTime: iso(from),
        ValidityEndTime: iso(to),
        Fingerprint: fingerprint,
      },
    ],
  });
  return { account: ACCOUNT, region: REGION, name: TRAIL, objects, metadata, digests, listPublicKeys };
}

interface DigestParts {
  readonly end: number;
  readonly bucket: string;
  readonly key: string;
  readonly fingerprint: string;
  readonly previous:
    | { readonly bucket: string; readonly key: string; readonly text: string; readonly signature: string }
    | undefined;
  readonly log: { readonly key: string; readonly text: string; readonly at: number };
}

function digestText({ end, bucket, key, fingerprint, previous, log }: DigestParts): string {
  const times = { newestEventTime: iso(log.at), oldestEventTime: iso(log.at) };
  return JSON.stringify({
    awsAccountId: ACCOUNT,
    digestStartTime: iso(end - HOUR),
    digestEndTime: iso(end),
    digestS3Bucket: bucket,
    digestS3Object: key,
    digestPublicKeyFingerprint: fingerprint,
    digestSignatureAlgorithm: 'SHA256withRSA',
    ...times,
    previousDigestS3Bucket: previous?.bucket ?? null,
    previousDigestS3Object: previous?.key ?? null,
    previousDigestHashValue: previous === undefined ? null : sha(previous.text),
    previousDigestHashAlgorithm: previous === undefined ? null : 'SHA-256',
    previousDigestSignature: previous?.signature ?? null,
    logFiles: [{ s3Bucket: bucket, s3Object: log.key, hashValue: sha(log.text), hashAlgorithm: 'SHA-256', ...times }],
  });
}

function logFile(at: number, index: number, records: readonly object[] | undefined) {
  const name = `${ACCOUNT}_CloudTrail_${REGION}_${compact(at).replace('00Z', 'Z')}_made${index}.json.gz`;
  const key = `AWSLogs/${ACCOUNT}/CloudTrail/${REGION}/${day(at)}/${name}`;
  const made = {
    eventID: `made-${index}`,
    eventSource: 's3.amazonaws.com',
    eventName: 'ListBuckets',
    eventTime: iso(at),
  };
  return { key, text: JSON.stringify({ Records: records ?? [made] }), at };
}

/** Replaces a stored object by its changed text. */
export function alterObject(trail: MadeTrail, key: string, change: (text: string) => string): void {
  const stored = trail.objects.get(key);
  if (stored === undefined) throw new Error(`there is no ${key}`);
  trail.objects.set(key, gzipSync(change(gunzipSync(stored).toString('utf8'))));
}

/** Writes the trail below a folder as `aws s3 sync` would, with the answer of head-object beside each digest. */
export function writeTrail(trail: MadeTrail, dir: string): void {
  const write = (path: string, content: Uint8Array | string) => {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), content);
  };
  for (const [key, bytes] of trail.objects) write(key, bytes);
  for (const [key, Metadata] of trail.metadata) {
    if (trail.objects.has(key))
      write(`${key}.metadata.json`, JSON.stringify({ ContentType: 'application/json', Metadata }));
  }
}
