/** Digests that were found, sorted into chains: one for each account, region and trail. */
import type { Result } from '@remit/core';
import type { DigestBody } from './digest-body.ts';
import { readDigest } from './digest-body.ts';
import type { DigestName } from './digest-name.ts';
import { parseDigestName } from './digest-name.ts';
import type { StoredDigest } from './digest-store.ts';

/** One digest that was found. */
export interface Candidate {
  readonly stored: StoredDigest;
  /** What its key says; undefined when the key is none of a digest. */
  readonly name?: DigestName;
  readonly body: Result<DigestBody, string>;
  /** End of its span in milliseconds: by its key, else by its body. */
  readonly end: number;
}

/** Digests of one trail in one region, oldest first. */
export interface DigestChain {
  readonly name: string;
  readonly digests: readonly Candidate[];
  readonly backfills: readonly Candidate[];
}

/** Milliseconds since the epoch; an open end is the oldest or newest digest. */
export interface TimeRange {
  readonly from?: number;
  readonly to?: number;
}

const ONE_HOUR = 60 * 60 * 1000;

/** Reads and sorts what was found. A digest ends up to an hour after the log files that it names were delivered. */
export function sortIntoChains(stored: readonly StoredDigest[], range: TimeRange): DigestChain[] {
  const chains = new Map<string, Candidate[]>();
  for (const digest of stored) {
    const candidate = readCandidate(digest);
    if (range.from !== undefined && candidate.end <= range.from) continue;
    if (range.to !== undefined && candidate.end > range.to + ONE_HOUR) continue;
    const chain = candidate.name?.chain ?? 'no digest by its name';
    chains.set(chain, [...(chains.get(chain) ?? []), candidate]);
  }
  return [...chains.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, members]) => {
      const sorted = members.sort((a, b) => a.end - b.end);
      const isBackfill = (member: Candidate) => member.name?.backfill === true;
      return { name, digests: sorted.filter((member) => !isBackfill(member)), backfills: sorted.filter(isBackfill) };
    });
}

function readCandidate(stored: StoredDigest): Candidate {
  const body = readDigest(stored.read());
  const name = stored.places.map(({ key }) => parseDigestName(key)).find((parsed) => parsed !== undefined);
  const end = name?.end ?? (body.ok ? body.value.end : 0);
  return { stored, ...(name === undefined ? {} : { name }), body, end };
}
