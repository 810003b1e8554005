/**
 * DSSE envelopes around in-toto statements (secure-systems-lab/dsse, in-toto/attestation; compliance reference §12).
 * What is signed is the PAE of type and body, never the JSON of the envelope.
 */
import type { Result } from '@remit/core';
import { concatBytes, err, fromBase64, fromUtf8, isRefusal, ok, parseStrictJson, utf8 } from '@remit/core';

/** Type of every payload here. */
export const IN_TOTO_TYPE = 'application/vnd.in-toto+json';
/** Type of the statement. */
export const STATEMENT_TYPE = 'https://in-toto.io/Statement/v1';
/** What the statement over a manifest says: the pack with this id was handed out. */
export const PACK_PREDICATE = 'urn:remit:evidence-pack:1';

/** An envelope, decoded. */
export interface Envelope {
  readonly payloadType: string;
  readonly payload: Uint8Array;
  readonly signatures: readonly { readonly keyid?: string; readonly sig: Uint8Array }[];
}

/** `DSSEv1 SP len(type) SP type SP len(body) SP body`, lengths in bytes. */
export function preAuthEncoding(payloadType: string, payload: Uint8Array): Uint8Array {
  const type = utf8(payloadType);
  return concatBytes(utf8(`DSSEv1 ${type.length} `), type, utf8(` ${payload.length} `), payload);
}

/** Reads an envelope that may be hostile. */
export function readEnvelope(bytes: Uint8Array): Result<Envelope, string> {
  const root = parse(bytes);
  const payload = base64(root?.['payload']);
  const { payloadType, signatures } = root ?? {};
  if (payload === undefined || typeof payloadType !== 'string' || !Array.isArray(signatures))
    return err('not a DSSE envelope: {payload, payloadType, signatures}');
  const read: Envelope['signatures'][number][] = [];
  for (const item of signatures as readonly unknown[]) {
    const { keyid, sig } = members(item) ?? {};
    const decoded = base64(sig);
    if (decoded === undefined) return err('a signature is not base64');
    read.push({ ...(typeof keyid === 'string' ? { keyid } : {}), sig: decoded });
  }
  return ok({ payloadType, payload, signatures: read });
}

/** The SHA-256 (hex) that an in-toto statement gives for a subject of this name; undefined when it gives none. */
export function subjectDigest(payload: Uint8Array, name: string): string | undefined {
  const statement = parse(payload);
  if (statement?.['_type'] !== STATEMENT_TYPE || statement['predicateType'] !== PACK_PREDICATE) return undefined;
  const subjects: unknown = statement['subject'];
  if (!Array.isArray(subjects)) return undefined;
  const found = subjects.map(members).find((subject) => subject?.['name'] === name);
  const sha = members(found?.['digest'])?.['sha256'];
  return typeof sha === 'string' ? sha : undefined;
}

function parse(bytes: Uint8Array): Readonly<Record<string, unknown>> | undefined {
  const text = fromUtf8(bytes);
  const parsed = text === undefined ? undefined : parseStrictJson(text, { maxDepth: 8 });
  return parsed === undefined || isRefusal(parsed) ? undefined : members(parsed.value);
}

function members(value: unknown): Readonly<Record<string, unknown>> | undefined {
  // A JSON object that is no list: its own members are what this type says.
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}

/** Standard or URL-safe, with or without padding, as DSSE asks of readers. */
function base64(value: unknown): Uint8Array | undefined {
  if (typeof value !== 'string') return undefined;
  const plain = value.replaceAll('-', '+').replaceAll('_', '/').replace(/=+$/, '');
  return fromBase64(plain.padEnd(Math.ceil(plain.length / 4) * 4, '='));
}
