/** The members that every record has, whatever its type (ledger reference §2). */
import { z } from 'zod';
import { Hash256, Label, Timestamp, Ulid } from './handles.ts';
import { Absent, Commitments, Sequence } from './parts.ts';

/** Spread into each record's strict object. */
export const base = {
  v: z.literal(1).describe('Version of the record format.'),
  id: Ulid.describe('Name of the record, a ULID.'),
  ts: Timestamp.describe('When the writer made the record, by its own clock.'),
  org: Label.describe('Origin of the log this record belongs to.'),
  w: Sequence.describe('Writer id and its dense sequence.'),
  s: Sequence.optional().describe('Session handle and its dense sequence.'),
  cause: z.array(Hash256).max(64).optional().describe('Leaf hashes of the records this one follows from.'),
  c: Commitments.optional().describe('Salted commitments to sensitive content, by field.'),
  absent: Absent.optional().describe('Why an expected field is missing, by field. Missing is not zero.'),
};
