/** What several parts of a trace are made of: sentences, and records that they name. */
import { z } from 'zod';
import { Count, Hash256, Ulid } from './handles.ts';

/** Words for a reader; never empty. */
export const Sentence = z.string().min(1);

/** A ledger record named from a trace: its id, its index in the log and its leaf hash. */
export const RecordRef = z.strictObject({ id: Ulid, index: Count, leaf: Hash256 });
export type RecordRef = z.infer<typeof RecordRef>;
