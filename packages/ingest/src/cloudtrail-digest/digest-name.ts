/**
 * Keys of digests (log schemas reference §3.7):
 * `[prefix/]AWSLogs/[org/]{account}/CloudTrail-Digest/{region}/Y/M/D/{account}_CloudTrail-Digest_{region}_{trail}_{home}_{time}[_backfill].json.gz`.
 */

/** What a key says. */
export interface DigestName {
  /** Account, region and trail: digests of one chain have the same. */
  readonly chain: string;
  /** Milliseconds since the epoch: the end of the digest's span. */
  readonly end: number;
  readonly backfill: boolean;
}

const NAME =
  /^(?:.*\/)?AWSLogs\/(?:o-[a-z0-9]+\/)?(\d{12})\/CloudTrail-Digest\/([a-z0-9-]+)\/\d{4}\/\d\d\/\d\d\/\1_CloudTrail-Digest_\2_(.+)_([a-z0-9-]+)_(\d{8}T\d{6}Z)(_backfill)?\.json\.gz$/;
const LOG = /(?:^|\/)AWSLogs\/(?:o-[a-z0-9]+\/)?\d{12}\/CloudTrail\/.+\.json(?:\.gz)?$/;

/** Reads a key; undefined for anything that is no digest. */
export function parseDigestName(key: string): DigestName | undefined {
  const match = NAME.exec(key);
  if (match === null) return undefined;
  const [, account, region, trail, home, time = '', backfill] = match;
  const end = parseCompactTime(time);
  if (end === undefined) return undefined;
  return { chain: `${account} ${region} ${trail} (${home})`, end, backfill: backfill !== undefined };
}

/** True for the key of a log file. */
export function isLogKey(key: string): boolean {
  return LOG.test(key);
}

function parseCompactTime(text: string): number | undefined {
  const [, y, m, d, h, min, s] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text) ?? [];
  const ms = Date.parse(`${y}-${m}-${d}T${h}:${min}:${s}Z`);
  return Number.isNaN(ms) ? undefined : ms;
}
