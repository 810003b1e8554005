/**
 * Attestations of a system as the log shows them, each with its state. Pure: evidence and the verifier call it alike.
 * An attestation never changes what software computed; an unsigned one is visibly unsigned.
 */
import { sha256, toHex, utf8 } from '@remit/core';
import type { AnyRecord, RecordOf } from '@remit/record';
import { ED25519_TYPE, openNote, parseVkey } from '@remit/tlog';
import type { GivenAttestation } from '../assess.ts';
import type { Statement } from './statement.ts';
import { parseStatement } from './statement.ts';

/** A record with its index and base64url leaf hash. */
export interface LeafRecord<R extends AnyRecord = AnyRecord> {
  readonly index: number;
  readonly leaf: string;
  readonly record: R;
}

/** What is in force at the moment of reading. An attestation that was shown something else is `outdated`. */
export interface AttestationContext {
  readonly system: string;
  /** RFC 3339: records at or after this time do not count. Absent: the whole log. */
  readonly before?: string;
  /** RFC 3339, the clock of the report. */
  readonly now: string;
  /** SHA-256 of the card in force; absent without one. */
  readonly card?: string;
  readonly catalogue: string;
}

/** An attestation with everything that is printed of it. */
export interface ReadAttestation extends GivenAttestation {
  readonly index: number;
  readonly leaf: string;
  readonly at: string;
  /** Handle of the person. */
  readonly sub: string;
  /** Absent when the blob is missing or is no statement. */
  readonly statement?: Statement;
  readonly vkey?: string;
  readonly validTo?: string;
  /** Why the state is what it is, a sentence. */
  readonly why: string;
}

type Entry = LeafRecord<RecordOf<'attestation'>>;
type State = Pick<ReadAttestation, 'state' | 'why'>;

/** All attestations of the system before the end of the report, in log order. Withdrawals are not listed themselves. */
export async function readAttestations(
  records: Iterable<LeafRecord>,
  blob: (sha: string) => Uint8Array | undefined,
  context: AttestationContext,
): Promise<ReadAttestation[]> {
  const entries = entriesOf(records, context);
  const withdrawn = new Map(
    entries.flatMap((e) => (e.record.att.withdraws === undefined ? [] : [[e.record.att.withdraws, e]])),
  );
  const stated = entries.filter((entry) => entry.record.att.withdraws === undefined);
  return await Promise.all(stated.map(async (entry) => await readOne(entry, blob, context, withdrawn.get(entry.leaf))));
}

function entriesOf(records: Iterable<LeafRecord>, { system, before }: AttestationContext): Entry[] {
  const found: Entry[] = [];
  for (const { index, leaf, record } of records)
    if (record.t === 'attestation' && record.att.system === system && (before === undefined || record.ts < before))
      found.push({ index, leaf, record });
  return found;
}

async function readOne(
  entry: Entry,
  blob: (sha: string) => Uint8Array | undefined,
  context: AttestationContext,
  withdrawal: Entry | undefined,
): Promise<ReadAttestation> {
  const { att, id, ts, who } = entry.record;
  const bytes = blob(att.statement);
  const intact = bytes !== undefined && toHex(sha256(bytes)) === att.statement ? bytes : undefined;
  const parsed = intact === undefined ? undefined : parseStatement(intact);
  const statement = parsed?.ok === true ? parsed.value : undefined;
  const common = {
    ref: att.ref,
    record: id,
    kind: statement?.kind === 'not_applicable' ? ('not_applicable' as const) : ('statement' as const),
    index: entry.index,
    leaf: entry.leaf,
    at: ts,
    sub: who.sub,
    ...(statement === undefined ? {} : { statement }),
    ...(att.vkey === undefined ? {} : { vkey: att.vkey }),
    ...(att.valid_to === undefined ? {} : { validTo: att.valid_to }),
  };
  if (intact === undefined || statement === undefined)
    return { ...common, state: 'altered', why: 'The statement is missing, has another digest, or cannot be read.' };
  return { ...common, ...(await stateOf(entry, intact, statement, context, withdrawal)) };
}

async function stateOf(
  { record: { att } }: Entry,
  bytes: Uint8Array,
  statement: Statement,
  context: AttestationContext,
  withdrawal: Entry | undefined,
): Promise<State> {
  if (statement.ref !== att.ref || statement.system !== att.system || statement.kind === 'withdrawal')
    return { state: 'altered', why: 'The statement is about something else than its record says.' };
  const signed = att.sig !== undefined || att.vkey !== undefined;
  if (signed && !(await signatureHolds(bytes, att.vkey, att.sig)))
    return { state: 'bad_signature', why: 'The signature does not verify with the key in the record.' };
  if (withdrawal !== undefined)
    return { state: 'withdrawn', why: `Withdrawn by ${withdrawal.record.who.sub} in record ${withdrawal.record.id}.` };
  if (att.valid_to !== undefined && att.valid_to <= context.now)
    return { state: 'expired', why: `Valid until ${att.valid_to}.` };
  if (statement.shown.card !== context.card)
    return { state: 'outdated', why: 'Another system card is in force than the one that was shown.' };
  if (statement.shown.catalogue !== context.catalogue)
    return { state: 'outdated', why: 'Another catalogue or law version is in use than the one that was shown.' };
  return signed
    ? { state: 'signed', why: 'Signed with the key in the record; whose key that is, the operator asserts.' }
    : { state: 'unsigned', why: 'UNSIGNED: recorded under the login of the person, without a signature of their own.' };
}

/** True when the signed-note line is a plain Ed25519 signature of that key over exactly these bytes. Never throws. */
export async function signatureHolds(
  text: Uint8Array,
  vkey: string | undefined,
  line: string | undefined,
): Promise<boolean> {
  const key = vkey === undefined ? undefined : parseVkey(vkey);
  if (key === undefined || key.type !== ED25519_TYPE || line === undefined) return false;
  const note = `${new TextDecoder().decode(text)}\n${line}\n`;
  // The decoded text must be these bytes, and the note must hold nothing but this one line.
  const opened = await openNote(note, [key]);
  if (!opened.ok || opened.value.unknown !== 0) return false;
  return toHex(sha256(utf8(opened.value.text))) === toHex(sha256(text));
}
