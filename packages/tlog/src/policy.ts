/** C2SP tlog-policy: which logs and witnesses a reader trusts, and how many cosignatures are enough. */
import type { Result } from '@remit/core';
import { equalBytes, err, ok } from '@remit/core';
import type { ParsedVkey } from './keys.ts';
import { ED25519_TYPE, parseVkey, sameKey } from './keys.ts';
import type { OpenedNote } from './note.ts';
import { COSIGNATURE_TYPE } from './note.ts';

/** A witness line. */
export interface PolicyWitness {
  /** Name inside the policy. */
  readonly name: string;
  readonly key: ParsedVkey;
  readonly url?: string;
}

/** A group line. */
export interface PolicyGroup {
  readonly name: string;
  /** How many members must be met. */
  readonly threshold: number;
  /** Names of witnesses and groups on earlier lines. */
  readonly members: readonly string[];
}

/** A whole policy. The key name of a log is its origin (tlog-policy); holding a checkpoint to that is the verifier's. */
export interface TlogPolicy {
  readonly logs: readonly { readonly key: ParsedVkey; readonly url?: string }[];
  readonly witnesses: readonly PolicyWitness[];
  readonly groups: readonly PolicyGroup[];
  /** Name of the witness or group that must be met; undefined for `none`. */
  readonly quorum: string | undefined;
}

/** What the cosignatures of one note amount to under a policy. */
export interface PolicyResult {
  readonly met: boolean;
  /** Names of the witnesses whose cosignature counts. */
  readonly counted: readonly string[];
  /** Their times, in seconds since the epoch, in the order of `counted`. */
  readonly timestamps: readonly number[];
}

interface Draft {
  readonly logs: { key: ParsedVkey; url?: string }[];
  readonly witnesses: PolicyWitness[];
  readonly groups: PolicyGroup[];
  quorum: { name: string | undefined } | undefined;
}

/** Reads a policy file. The error names the line. */
export function parsePolicy(text: string): Result<TlogPolicy, string> {
  const draft: Draft = { logs: [], witnesses: [], groups: [], quorum: undefined };
  for (const [i, line] of text.split('\n').entries()) {
    // Only tab, newline, 0x20-0x7E and bytes from 0x80.
    // biome-ignore lint: control characters are what is looked for
    if (/[\u0000-\u0008\u000a-\u001f\u007f]/.test(line)) return err(`line ${i + 1}: a control character`);
    const problem = readLine(line, draft);
    if (problem !== undefined) return err(`line ${i + 1}: ${problem}`);
  }
  if (draft.quorum === undefined) return err('there is no quorum line');
  return ok({ ...draft, quorum: draft.quorum.name });
}

function readLine(line: string, draft: Draft): string | undefined {
  const [keyword, ...rest] = line.split(/[ \t]+/).filter((word) => word !== '');
  if (keyword === undefined || keyword.startsWith('#')) return undefined;
  switch (keyword) {
    case 'log':
      return readLog(rest, draft);
    case 'witness':
      return readWitness(rest, draft);
    case 'group':
      return readGroup(rest, draft);
    case 'quorum':
      return readQuorum(rest, draft);
    default:
      return `"${keyword}" is not log, witness, group or quorum`;
  }
}

function readLog([vkey, url, ...more]: readonly string[], draft: Draft): string | undefined {
  if (vkey === undefined || more.length > 0) return 'expected: log VKEY [URL]';
  const key = parseVkey(vkey);
  if (key?.type !== ED25519_TYPE) return 'the log key is not a valid Ed25519 vkey (type 0x01)';
  if (draft.logs.some((log) => sameKey(log.key, key))) return 'this log key stands on an earlier line';
  draft.logs.push({ key, ...(url === undefined ? {} : { url }) });
  return undefined;
}

function readWitness([name, vkey, url, ...more]: readonly string[], draft: Draft): string | undefined {
  if (name === undefined || vkey === undefined || more.length > 0) return 'expected: witness NAME VKEY [URL]';
  const key = parseVkey(vkey);
  // tlog-policy: "a signature type appropriate". A log key (0x01) here would be a witness that never counts, unsaid.
  if (key?.type !== COSIGNATURE_TYPE) return 'the witness key is not a valid cosignature vkey (type 0x04)';
  if (isTaken(name, draft)) return `the name "${name}" is taken`;
  // Threat: one key under two names would count twice toward a quorum.
  if (draft.witnesses.some((witness) => sameKey(witness.key, key))) return 'this witness key stands on an earlier line';
  draft.witnesses.push({ name, key, ...(url === undefined ? {} : { url }) });
  return undefined;
}

function readGroup([name, threshold, ...members]: readonly string[], draft: Draft): string | undefined {
  if (name === undefined || threshold === undefined || members.length === 0)
    return 'expected: group NAME all|any|K MEMBER ...';
  if (isTaken(name, draft)) return `the name "${name}" is taken`;
  const needed =
    threshold === 'all'
      ? members.length
      : threshold === 'any'
        ? 1
        : /^[1-9]\d{0,5}$/.test(threshold)
          ? Number(threshold)
          : 0;
  if (needed < 1 || needed > members.length)
    return `the threshold "${threshold}" is not all, any or 1 to ${members.length}`;
  for (const member of members) {
    if (!isKnown(member, draft)) return `"${member}" is not a witness or group of an earlier line`;
    if (members.filter((m) => m === member).length > 1 || draft.groups.some((g) => g.members.includes(member)))
      return `"${member}" is a member twice`;
  }
  draft.groups.push({ name, threshold: needed, members });
  return undefined;
}

function readQuorum([name, ...more]: readonly string[], draft: Draft): string | undefined {
  if (name === undefined || more.length > 0) return 'expected: quorum NAME|none';
  if (draft.quorum !== undefined) return 'a second quorum line';
  if (name !== 'none' && !isKnown(name, draft)) return `"${name}" is not a witness or group of an earlier line`;
  draft.quorum = { name: name === 'none' ? undefined : name };
  return undefined;
}

function isKnown(name: string, draft: Draft): boolean {
  return draft.witnesses.some((w) => w.name === name) || draft.groups.some((g) => g.name === name);
}

function isTaken(name: string, draft: Draft): boolean {
  return name === 'none' || isKnown(name, draft);
}

/** Whether the verified signatures of a note meet the quorum. A policy with `quorum none` is always met. */
export function policyMet(policy: TlogPolicy, opened: OpenedNote): PolicyResult {
  const counted: string[] = [];
  const timestamps: number[] = [];
  for (const witness of policy.witnesses) {
    const signature = opened.verified.find(
      (v) => v.type === COSIGNATURE_TYPE && v.name === witness.key.name && equalBytes(v.keyId, witness.key.keyId),
    );
    if (signature?.timestamp === undefined) continue;
    counted.push(witness.name);
    timestamps.push(signature.timestamp);
  }
  const met = new Set(counted);
  // Groups refer to earlier lines only, so one pass in order is enough.
  for (const group of policy.groups)
    if (group.members.filter((m) => met.has(m)).length >= group.threshold) met.add(group.name);
  return { met: policy.quorum === undefined || met.has(policy.quorum), counted, timestamps };
}
