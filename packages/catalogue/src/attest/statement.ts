/**
 * What a person signs: their words, and digests of what they were shown. The text is RFC 8785 JSON and a line feed, so
 * that it is at once a blob of the log and the text of a signed note (C2SP signed-note).
 */
import type { Result } from '@remit/core';
import { canonicalize, err, fromUtf8, isRefusal, ok, parseStrictJson } from '@remit/core';
import { BlobDigest, Hash256 } from '@remit/record';
import { z } from 'zod';

const Text = z.string().trim().min(1).max(16_000);
const Time = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/);

const StatementSchema = z.strictObject({
  schema: z.literal('remit.attestation/1'),
  /** `not_applicable`: the requirement does not concern the system. `withdrawal`: takes back an earlier one. */
  kind: z.enum(['statement', 'not_applicable', 'withdrawal']),
  ref: z.string().min(1).max(256),
  system: z.string().min(1).max(256),
  lawVersion: z.enum(['32024R1689@2024-07-12', '32024R1689@2026-07-27']),
  /** What the person was asked, as it was shown. */
  asked: Text,
  /** What the person says. */
  statement: Text,
  /** The function in which the person speaks. Their name is in the vault, behind the record's handle. */
  as: z.string().trim().min(1).max(256),
  at: Time,
  shown: z.strictObject({
    /** SHA-256 of the system card in force. */
    card: BlobDigest.optional(),
    /** SHA-256 of the RFC 8785 text of the catalogue. */
    catalogue: BlobDigest,
    /** Reports that were shown: id of their record and root of their verdict list. */
    reports: z.array(z.strictObject({ record: z.string().max(64), root: Hash256 })).max(16),
  }),
});
/** A statement before it is text. */
export type Statement = z.infer<typeof StatementSchema>;

/** The bytes that are signed and stored. Throws a TypeError when the value is no statement. */
export function statementText(statement: Statement): string {
  const parsed = StatementSchema.safeParse(statement);
  if (!parsed.success) throw new TypeError(z.prettifyError(parsed.error));
  return `${canonicalize(plain(parsed.data))}\n`;
}

/** Reads a statement; refuses text that is not in its one form, so that what is shown is what was signed. */
export function parseStatement(bytes: Uint8Array): Result<Statement, string> {
  const text = fromUtf8(bytes);
  if (text === undefined || !text.endsWith('}\n'))
    return err('not a statement: UTF-8 JSON and a line feed are expected');
  const json = parseStrictJson(text.slice(0, -1));
  if (isRefusal(json)) return err('not a statement: the JSON cannot be read');
  const parsed = StatementSchema.safeParse(json.value);
  if (!parsed.success) return err(`not a statement: ${z.prettifyError(parsed.error)}`);
  return `${canonicalize(plain(parsed.data))}\n` === text
    ? ok(parsed.data)
    : err('not a statement: not in canonical form');
}

/** Drops members that are undefined, which JSON does not have. */
function plain(statement: Statement): Parameters<typeof canonicalize>[0] {
  const { shown, ...rest } = statement;
  const { card, ...others } = shown;
  return { ...rest, shown: card === undefined ? others : { ...others, card } };
}
