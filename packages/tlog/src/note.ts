/** C2SP signed-note v1.0.0: a text, an empty line, and signature lines. */
import type { Result } from '@remit/core';
import { equalBytes, err, fromBase64, isWellFormed, ok, toBase64, utf8 } from '@remit/core';

/** Signs note texts under a key name. */
export interface NoteSigner {
  readonly name: string;
  /** Four bytes that tell keys of one name apart. */
  readonly keyId: Uint8Array;
  /** Signature type: 0x01 Ed25519, 0x04 timestamped Ed25519 cosignature. */
  readonly type: number;
  /** The signature bytes that follow the key id. */
  sign(text: Uint8Array): Promise<Uint8Array>;
}

/** Checks signatures of one known key. */
export interface NoteVerifier {
  readonly name: string;
  readonly keyId: Uint8Array;
  readonly type: number;
  verify(text: Uint8Array, signature: Uint8Array): Promise<boolean>;
}

/** One signature line. Nothing of it is verified. */
export interface NoteSignature {
  readonly name: string;
  /** The four bytes before the signature. */
  readonly keyId: Uint8Array;
  readonly signature: Uint8Array;
  /** The line as it stands, without its newline. */
  readonly line: string;
}

/** A note split into its parts. */
export interface Note {
  /** The signed text with its final newline. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** A signature that holds. */
export interface VerifiedSignature {
  readonly name: string;
  readonly keyId: Uint8Array;
  readonly type: number;
  /** For cosignatures: seconds since the epoch; the latest when the key has signed this text several times. */
  readonly timestamp?: number;
}

/** A note that at least one known key has signed. */
export interface OpenedNote {
  /** The signed text with its final newline. */
  readonly text: string;
  /** One for each known key, in the order of the note. */
  readonly verified: readonly VerifiedSignature[];
  /** Signatures by keys that the reader does not know. */
  readonly unknown: number;
}

/** Type of a timestamped cosignature (C2SP tlog-cosignature). */
export const COSIGNATURE_TYPE = 0x04;

// The specification asks for at least 16 and advises a cap; 100 leaves room for every public witness.
const MAX_SIGNATURES = 100;
const MAX_NOTE_LENGTH = 1_000_000;
const LINE = /^— ([^ ]+) ([^ ]+)$/;

/** True when the text can name a key: not empty, no Unicode space, no `+`, no ASCII control character. */
export function isKeyName(name: string): boolean {
  return name !== '' && isWellFormed(name) && !/[\p{White_Space}+\u0000-\u001f]/u.test(name);
}

/** Splits a note at its last empty line. The error says what is wrong. */
export function parseNote(note: string): Result<Note, string> {
  if (note.length > MAX_NOTE_LENGTH) return err('the note is over 1,000,000 characters');
  if (!isWellFormed(note)) return err('the note is not valid Unicode');
  // biome-ignore lint: control characters are what is looked for
  if (/[\u0000-\u0009\u000b-\u001f]/.test(note)) return err('the note holds a control character');
  if (!note.endsWith('\n')) return err('the note does not end with a newline');
  const split = note.lastIndexOf('\n\n');
  if (split < 0) return err('the note has no empty line before its signatures');
  const lines = note.slice(split + 2, -1).split('\n');
  if (lines.length > MAX_SIGNATURES) return err(`the note has more than ${MAX_SIGNATURES} signatures`);
  const signatures: NoteSignature[] = [];
  for (const line of lines) {
    const match = LINE.exec(line);
    const name = match?.[1] ?? '';
    const bytes = fromBase64(match?.[2] ?? '');
    if (!isKeyName(name) || bytes === undefined || bytes.length < 5)
      return err(`not a signature line: ${JSON.stringify(line.slice(0, 100))}`);
    signatures.push({ name, keyId: bytes.subarray(0, 4), signature: bytes.subarray(4), line });
  }
  return ok({ text: note.slice(0, split + 1), signatures });
}

/**
 * Verifies a note against known keys. Unknown keys are counted and ignored; a known key whose signature fails refuses
 * the whole note; so does a note that no known key signed.
 */
export async function openNote(note: string, verifiers: readonly NoteVerifier[]): Promise<Result<OpenedNote, string>> {
  const parsed = parseNote(note);
  if (!parsed.ok) return parsed;
  const text = utf8(parsed.value.text);
  const verified: VerifiedSignature[] = [];
  let unknown = 0;
  for (const signature of parsed.value.signatures) {
    const key = verifiers.find((v) => v.name === signature.name && equalBytes(v.keyId, signature.keyId));
    if (key === undefined) {
      unknown += 1;
      continue;
    }
    if (!(await key.verify(text, signature.signature))) return err(`the signature of ${key.name} is wrong`);
    const timestamp = key.type === COSIGNATURE_TYPE ? timestampOf(signature.signature) : undefined;
    const { name, keyId, type } = key;
    const found = { name, keyId, type, ...(timestamp === undefined ? {} : { timestamp }) };
    // Threat: one key's line repeated must not count as two signatures.
    const earlier = verified.findIndex((v) => v.name === name && equalBytes(v.keyId, keyId));
    if (earlier < 0) verified.push(found);
    else if ((timestamp ?? 0) > (verified[earlier]?.timestamp ?? 0)) verified[earlier] = found;
  }
  return verified.length === 0
    ? err('no signature by a known key')
    : ok({ text: parsed.value.text, verified, unknown });
}

/** Signs a text, which ends with a newline, with each signer in turn. */
export async function signNote(text: string, signers: readonly NoteSigner[]): Promise<string> {
  const lines = await Promise.all(signers.map((signer) => signatureLine(text, signer)));
  const note = `${text}\n${lines.map((line) => `${line}\n`).join('')}`;
  const parsed = parseNote(note);
  if (!parsed.ok || parsed.value.text !== text)
    throw new TypeError(`not a note text: ${parsed.ok ? 'it does not end with one newline' : parsed.error}`);
  return note;
}

/** One signature line, without a newline. */
export async function signatureLine(text: string, signer: NoteSigner): Promise<string> {
  const signature = await signer.sign(utf8(text));
  const bytes = new Uint8Array(4 + signature.length);
  bytes.set(signer.keyId);
  bytes.set(signature, 4);
  return `— ${signer.name} ${toBase64(bytes)}`;
}

/** The note with further signature lines (without newlines), each only once. */
export function addSignatureLines(note: string, lines: readonly string[]): string {
  const held = new Set(note.split('\n'));
  return (
    note +
    lines
      .filter((line) => !held.has(line))
      .map((line) => `${line}\n`)
      .join('')
  );
}

/** Seconds in the first eight bytes of a cosignature; undefined beyond 2^53. */
export function timestampOf(signature: Uint8Array): number | undefined {
  if (signature.length < 8) return undefined;
  const seconds = new DataView(signature.buffer, signature.byteOffset).getBigUint64(0);
  return seconds <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(seconds) : undefined;
}
