/**
 * Step "root-log": the head of this log is an entry of a root log, and a quorum of witnesses has cosigned a head of that one
 * (ledger reference §6, C: two stacked inclusion proofs). The pack carries the proof of the entry, the entry itself in the
 * proof's extra data, and the entries after it: they show that no later head of this log was there when the witnesses saw it.
 *
 * Threat: everything of the files comes from the operator. The entry is the leaf of the proof, the entries after it must give
 * the hashes of the proof that stand right of it, and the root's head must be signed by a key of the trust file.
 */
import { equalBytes, fromUtf8 } from '@remit/core';
import type { ParsedCheckpoint, TlogProof } from '@remit/tlog';
import {
  decodeEntryBundle,
  leafHash,
  openNote,
  parseCheckpoint,
  parseTlogProof,
  policyMet,
  rootOfEntries,
  verifyInclusion,
} from '@remit/tlog';
import { paths } from '../projection/pack-core.ts';
import type { TrustedRoot, TrustFile } from '../trust.ts';
import type { Check, StepOutcome, VerifyState } from './check.ts';
import { notReached } from './check.ts';
import { quorumTime } from './witness-quorum.ts';

/** Is this head in the root log that the trust file names? */
export const rootLog: Check = {
  name: 'root-log',
  doesNotProve: 'that this log hands every head to the root log; a head that was never handed in is in none',
  protectsAgainst: 'an operator who shows different pasts of one of many logs, while only the root log is witnessed',
  run: async (state): Promise<StepOutcome> => {
    const { trust, checkpoint, opened, source } = state;
    const bytes = source.files.get(paths.rootProof);
    if (trust?.root === undefined) {
      const says =
        bytes === undefined
          ? 'no root log is named in the trust file'
          : 'the pack carries the proof of a root log, but the trust file names none: it counts for nothing';
      return { status: 'not-applicable', says: [says] };
    }
    if (checkpoint === undefined || opened === undefined) return notReached('the checkpoint has no trusted signature');
    const name = trust.root.keys[0]?.name ?? '';
    if (bytes === undefined)
      return {
        status: 'incomplete',
        says: [`the pack does not show this head in the root log ${name}: ${paths.rootProof} is missing`],
      };
    const proof = parseTlogProof(fromUtf8(bytes) ?? '');
    if (!proof.ok) return fail(`${paths.rootProof} cannot be read: ${proof.error}`);
    return await checkProof(proof.value, trust, trust.root, checkpoint, state);
  },
};

async function checkProof(
  proof: TlogProof,
  trust: TrustFile,
  root: TrustedRoot,
  ours: VerifyState['checkpoint'] & object,
  { source }: VerifyState,
): Promise<StepOutcome> {
  const { extra: entry, index, hashes } = proof;
  if (entry === undefined) return fail(`${paths.rootProof} does not carry the entry`);
  const logged = await headIn(entry, trust);
  if (logged === undefined) return fail('the entry of the root log is no head that a log key of the trust file signed');
  if (logged.origin !== ours.origin || logged.size !== ours.size || !equalBytes(logged.root, ours.root))
    return fail(`the entry of the root log is another head: ${logged.origin}, size ${logged.size}`);

  const opened = await openNote(proof.checkpoint, [...root.keys, ...trust.policy.witnesses.map(({ key }) => key)]);
  if (!opened.ok) return fail(`no trusted signature holds on the head of the root log: ${opened.error}`);
  const signed = opened.value.verified.some((s) =>
    root.keys.some((k) => k.name === s.name && equalBytes(k.keyId, s.keyId)),
  );
  const head = parseCheckpoint(opened.value.text);
  const name = root.keys[0]?.name ?? '';
  if (!signed || !head.ok || head.value.origin !== name)
    return fail(`the head of the proof is none of the root log ${name}`);
  const { size } = head.value;
  const claim = {
    index: BigInt(index),
    size: BigInt(size),
    leafHash: leafHash(entry),
    proof: hashes,
    root: head.value.root,
  };
  if (!verifyInclusion(claim)) return fail(`the head is not entry ${index} of the root log of size ${size}`);

  const bundle = source.files.get(paths.rootTail);
  const after = bundle === undefined ? undefined : decodeEntryBundle(bundle);
  if (bundle !== undefined && (after === undefined || !followsLeaf(after, proof, size)))
    return fail(`${paths.rootTail} does not hold the entries of the root log after ${index}`);
  const later = await laterHeads(after ?? [], trust, ours);
  if (later.contradicts !== undefined) return fail(later.contradicts);
  if (later.newer !== undefined)
    return {
      status: 'incomplete',
      says: [`the root log holds a newer head of this log, of size ${later.newer}: ask for a pack under it`],
    };
  if (after === undefined)
    return {
      status: 'incomplete',
      says: [`${paths.rootTail} is missing: the root log may hold a newer head of this log`],
    };

  const policy = { ...trust.policy, quorum: root.quorum };
  const { met, counted } = policyMet(policy, opened.value);
  const where = `this head is entry ${index} of the root log ${name}, whose head of size ${size}`;
  if (!met)
    return {
      status: 'incomplete',
      says: [`${where} is cosigned by ${counted.join(', ') || 'nobody'}: fewer than its quorum`],
    };
  if (counted.length === 0)
    return {
      status: 'incomplete',
      says: [`${where} carries no cosignature of the trust file: only its operator vouches for it`],
    };
  const time = quorumTime({ ...trust, policy }, opened.value);
  return {
    status: 'ok',
    says: [`${where} is cosigned by ${counted.join(', ')}`],
    found: { rooted: { origin: name, ...(time === undefined ? {} : { time }) } },
  };
}

/** The head that an entry is, when a log key of the trust file signed it. */
async function headIn(entry: Uint8Array, trust: TrustFile): Promise<ParsedCheckpoint | undefined> {
  const opened = await openNote(
    fromUtf8(entry) ?? '',
    trust.policy.logs.map(({ key }) => key),
  );
  const head = opened.ok ? parseCheckpoint(opened.value.text) : opened;
  return head.ok ? head.value : undefined;
}

/** What the entries after ours say of our log. Entries that its key did not sign say nothing of it. */
async function laterHeads(
  entries: readonly Uint8Array[],
  trust: TrustFile,
  ours: VerifyState['checkpoint'] & object,
): Promise<{ contradicts?: string; newer?: number }> {
  let newer: number | undefined;
  for (const entry of entries) {
    const head = await headIn(entry, trust);
    if (head === undefined || head.origin !== ours.origin) continue;
    if (head.size < ours.size || (head.size === ours.size && !equalBytes(head.root, ours.root)))
      return {
        contradicts: `the root log holds another head of this log after it, of size ${head.size}: the log was rolled back or forked`,
      };
    if (head.size > ours.size) newer = Math.max(newer ?? 0, head.size);
  }
  return newer === undefined ? {} : { newer };
}

/** True when the entries are all those after the leaf: each hash of the proof right of it is the root over its part of them. */
export function followsLeaf(after: readonly Uint8Array[], { index, hashes }: TlogProof, size: number): boolean {
  if (after.length !== size - index - 1) return false;
  let [start, end] = [0, size];
  // Root's child last: the walk goes down from there.
  for (let at = hashes.length - 1; end - start > 1; at--) {
    const middle = start + largestPowerBelow(end - start);
    if (index >= middle) {
      start = middle;
      continue;
    }
    const right = rootOfEntries(after.slice(middle - index - 1, end - index - 1));
    if (!equalBytes(right, hashes[at] ?? new Uint8Array())) return false;
    end = middle;
  }
  return true;
}

function largestPowerBelow(n: number): number {
  let power = 1;
  while (power * 2 < n) power *= 2;
  return power;
}

function fail(says: string): StepOutcome {
  return { status: 'fail', says: [says] };
}
