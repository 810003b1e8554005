/**
 * The walk along one chain from the newest digest back (log schemas reference §3.7, steps 7 and 8). What AWS signed names the
 * digest before it, so one that is not there was removed. A digest that names none although there are older ones shows that
 * logging was off.
 */
import { rfc3339 } from '@remit/core';
import type { CheckedDigest, Link } from './check-digest.ts';
import { checkDigest } from './check-digest.ts';
import type { DigestBody, PreviousDigest } from './digest-body.ts';
import type { Candidate, DigestChain, TimeRange } from './digest-chains.ts';
import { parseDigestName } from './digest-name.ts';
import type { DigestFinding, GapFinding } from './digest-report.ts';
import type { PublicKeys } from './public-keys.ts';

/** A digest whose log files are to be checked, with its finding; or a gap. */
export type ChainStep = CheckedDigest | { readonly finding: DigestFinding | GapFinding };

/** Walks one chain. Steps come newest first. */
export function walkChain(chain: DigestChain, keys: PublicKeys, range: TimeRange): ChainStep[] {
  const steps: ChainStep[] = [];
  const open = [...chain.digests];
  let current = open.pop();
  let link: (Link & { readonly from: number }) | undefined;
  if (current !== undefined && range.to !== undefined && current.end < range.to)
    steps.push(gap(chain, current.end, range.to, 'no_digest_to_the_end_of_the_range'));
  while (current !== undefined) {
    const checked = checkDigest(current, keys, link);
    if (link !== undefined) doubtNewer(steps, checked, link);
    const from = steps.push(checked) - 1;
    const { body } = checked;
    link = undefined;
    if (body?.previous === undefined) {
      if (body !== undefined) noteStart(steps, chain, body, open.at(-1), range);
      current = open.pop();
      continue;
    }
    const trusted = checked.finding.result === 'Valid';
    current = takeNamed(open, body.previous, steps, keys);
    if (current !== undefined) {
      link = { said: body.previous, trusted, from };
    } else {
      if (isInRange(body.previous, range, open.at(-1))) steps.push(missing(body.previous, trusted));
      current = open.pop();
    }
  }
  for (const backfill of [...chain.backfills].reverse()) steps.push(checkDigest(backfill, keys));
  return steps;
}

// Digests that stand between the named one and this one belong to no link: their own signature alone speaks for them.
function takeNamed(
  open: Candidate[],
  previous: PreviousDigest,
  steps: ChainStep[],
  keys: PublicKeys,
): Candidate | undefined {
  const at = open.findIndex(({ stored }) =>
    stored.places.some(
      ({ bucket, key }) => key === previous.key && (bucket === undefined || bucket === previous.bucket),
    ),
  );
  if (at < 0) return undefined;
  const [named, ...between] = open.splice(at);
  for (const candidate of between.reverse()) {
    const { finding, body } = checkDigest(candidate, keys);
    steps.push({ finding: { ...finding, reasons: [...finding.reasons, 'not_linked'] }, ...(body && { body }) });
  }
  return named;
}

// An unsigned newer digest that contradicts a valid older one is not what AWS wrote.
function doubtNewer(steps: ChainStep[], checked: CheckedDigest, link: Link & { readonly from: number }): void {
  if (link.trusted || checked.finding.result !== 'Valid' || link.said.sha256 === checked.body?.sha256) return;
  const newer = steps[link.from]?.finding;
  if (newer?.what !== 'digest') return;
  steps[link.from] = { finding: { ...newer, result: 'Invalid', reasons: ['link_hash_differs'] } };
}

function noteStart(
  steps: ChainStep[],
  chain: DigestChain,
  body: DigestBody,
  older: Candidate | undefined,
  range: TimeRange,
): void {
  if (older !== undefined) steps.push(gap(chain, older.end, body.start, 'starting_digest'));
  else if (range.from !== undefined && range.from < body.start)
    steps.push(gap(chain, range.from, body.start, 'starting_digest'));
}

// Without a start of the range, the oldest digest that is there is the start.
function isInRange(previous: PreviousDigest, range: TimeRange, older: Candidate | undefined): boolean {
  if (older !== undefined) return true;
  const end = parseDigestName(previous.key)?.end;
  return range.from !== undefined && (end === undefined || end > range.from);
}

function missing(previous: PreviousDigest, trusted: boolean): { finding: DigestFinding } {
  const place = { bucket: previous.bucket, key: previous.key };
  const reasons = [trusted ? 'named_by_next_digest' : 'named_by_unanchored_digest'];
  return { finding: { what: 'digest', result: 'Missing', place, reasons } };
}

function gap(chain: DigestChain, from: number, to: number, reason: string): { finding: GapFinding } {
  const span = { from: rfc3339(Math.min(from, to)), to: rfc3339(to) };
  return { finding: { what: 'gap', result: 'Gap', chain: chain.name, ...span, reasons: [reason] } };
}
