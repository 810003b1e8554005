/**
 * Evidence that a log contradicts itself, as one file that can be handed on: the signed notes themselves, which anyone
 * with the log's key can check. Kept by witnesses of what they refused, and by a log's own server of what a witness holds
 * against it.
 */
import { isRefusal, parseStrictJson } from '@remit/core';
import type { NoteVerifier } from '@remit/tlog';
import { openNote, parseCheckpoint, parseNote } from '@remit/tlog';

const SCHEMA = 'remit.log-evidence/1';

/**
 * `fork`: two roots for one size; `rollback`: a head smaller than one that was cosigned; `unproven`: no valid proof that
 * the later head continues the earlier one.
 */
export type EvidenceKind = 'fork' | 'rollback' | 'unproven';

/** Two heads of one log that do not go together. */
export interface LogEvidence {
  readonly kind: EvidenceKind;
  readonly origin: string;
  /** RFC 3339. When it was found. */
  readonly found: string;
  /** Who found it: the key name of a witness, or of the log whose server did. */
  readonly by: string;
  /** Signed notes, verbatim: what was held, and what came. */
  readonly held: string;
  readonly came: string;
}

/** What the notes show to somebody who trusts the keys given, and nobody else. */
export interface EvidenceJudgement {
  /** `convicts`: the log signed two roots for one size. `suspicious`: it must show a proof. `void`: not signed by it. */
  readonly verdict: 'convicts' | 'suspicious' | 'void';
  readonly says: string;
  readonly sizes: readonly number[];
}

/** The file's text. */
export function formatEvidence(evidence: LogEvidence): string {
  return `${JSON.stringify({ schema: SCHEMA, ...evidence }, null, 2)}\n`;
}

/** Reads a file, also one of version 0.1.0, which named `submitted` and `recorded`; undefined when it is none. */
export function parseEvidence(text: string): LogEvidence | undefined {
  const json = parseStrictJson(text);
  if (isRefusal(json)) return undefined;
  const { schema, kind, origin, found, by, held, came, submitted, recorded } = Object(json.value) as Record<
    string,
    unknown
  >;
  if (typeof origin !== 'string') return undefined;
  if (schema === undefined && typeof submitted === 'string') {
    const { note } = Object(recorded) as { note?: unknown };
    return typeof note === 'string'
      ? { kind: 'unproven', origin, found: '', by: '', held: note, came: submitted }
      : undefined;
  }
  if (schema !== SCHEMA || typeof held !== 'string' || typeof came !== 'string') return undefined;
  if (kind !== 'fork' && kind !== 'rollback' && kind !== 'unproven') return undefined;
  if (typeof found !== 'string' || typeof by !== 'string') return undefined;
  return { kind, origin, found, by, held, came };
}

/** Of what kind two heads are, by what they say. Undefined when one is no checkpoint. */
export function kindOf(held: string, came: string): EvidenceKind | undefined {
  const [a, b] = [checkpointOf(held), checkpointOf(came)];
  if (a === undefined || b === undefined) return undefined;
  if (a.size === b.size) return 'fork';
  return b.size < a.size ? 'rollback' : 'unproven';
}

/** Checks the notes against the keys of the log. */
export async function judgeEvidence(evidence: LogEvidence, keys: readonly NoteVerifier[]): Promise<EvidenceJudgement> {
  const heads = [];
  for (const note of [evidence.held, evidence.came]) {
    const opened = await openNote(note, keys);
    const checkpoint = opened.ok ? parseCheckpoint(opened.value.text) : undefined;
    if (checkpoint?.ok !== true || checkpoint.value.origin !== evidence.origin)
      return { verdict: 'void', says: 'a note is not signed by a given key of this log', sizes: [] };
    heads.push(checkpoint.value);
  }
  const [a, b] = heads;
  const sizes = heads.map(({ size }) => size);
  if (a === undefined || b === undefined) return { verdict: 'void', says: 'a note is missing', sizes };
  if (a.size !== b.size)
    return {
      verdict: 'suspicious',
      says: `sizes ${a.size} and ${b.size}, both signed: the log must show a consistency proof between them`,
      sizes,
    };
  return Buffer.from(a.root).equals(b.root)
    ? { verdict: 'void', says: `both notes name the same root for size ${a.size}`, sizes }
    : { verdict: 'convicts', says: `the log signed two roots for size ${a.size}`, sizes };
}

function checkpointOf(note: string) {
  const parsed = parseNote(note);
  const checkpoint = parsed.ok ? parseCheckpoint(parsed.value.text) : parsed;
  return checkpoint.ok ? checkpoint.value : undefined;
}
