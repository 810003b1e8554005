/**
 * Closes the calls that an earlier process left open: a permitted call without an outcome, an escalated one without a
 * second decision. Runs once, before the first call of this process.
 */
import type { Recorder } from '@remit/record';
import type { ReadDb } from './db/open-database.ts';
import type { OpenCallKind } from './ipc/messages.ts';

/** A decision that nothing has answered. */
export interface OpenCall {
  /** base64url leaf hash of the decision. */
  readonly leaf: string;
  readonly kind: OpenCallKind;
}

/** The open calls in index order: all, or those that `writers` left; only PostgreSQL keeps whose they are. */
export function listOpenCalls(db: ReadDb, writers?: readonly string[]): OpenCall[] {
  if (writers !== undefined) {
    if (writers.length === 0) return [];
    const marks = writers.map(() => '?').join(', ');
    return db
      .prepare<string[], OpenCall>(`SELECT leaf, kind FROM open_call WHERE writer IN (${marks}) ORDER BY idx`)
      .all(...writers);
  }
  return db.prepare<[], OpenCall>('SELECT leaf, kind FROM open_call ORDER BY idx').all();
}

/** Appends one gap record for each call and resolves with their number when all are durable. */
export async function closeOpenCalls(recorder: Recorder, calls: readonly OpenCall[]): Promise<number> {
  const records = calls.map(({ leaf, kind }) =>
    recorder.record({
      t: 'gap',
      cause: [leaf],
      gap:
        kind === 'decision'
          ? {
              kind: 'decision-without-outcome',
              why: 'The process ended before the outcome was recorded. The call may or may not have taken effect.',
            }
          : {
              kind: 'escalation-without-decision',
              why: 'The process ended before a person released or refused the call. The call was not forwarded.',
            },
    }),
  );
  await Promise.all(records.map((record) => record.durable));
  return records.length;
}
