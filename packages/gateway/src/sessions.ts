/** Client sessions: session.open and session.close, and the dense numbers in between (ledger reference §2, `s`). */
import type { IdSource, Logger, RemitError, Result } from '@remit/core';
import { ok } from '@remit/core';
import type { DraftOf, Recorder } from '@remit/record';
import { whoOf } from '@remit/registry';
import type { SessionHandle } from './call.ts';
import type { SessionInput } from './gateway-types.ts';
import { toLabel } from './records/label.ts';
import type { LateRecords } from './records/late-records.ts';
import { neverTaken, recordDurably } from './records/recording.ts';

export interface Sessions {
  /** Resolves once session.open is durable; no session without its record. */
  open(input: SessionInput): Promise<Result<SessionHandle, RemitError>>;
  /** Queues session.close, once. */
  close(session: SessionHandle, why: string): void;
  /** Resolves when every close queued so far is durable or given up. */
  settled(): Promise<void>;
}

/** Sessions over one recorder. */
export function createSessions(deps: {
  readonly recorder: Recorder;
  readonly late: LateRecords;
  readonly nextId: IdSource;
  readonly logger: Logger;
}): Sessions {
  const { recorder, late, nextId, logger } = deps;
  const closed = new WeakSet<SessionHandle>();
  const settling = new Set<Promise<void>>();

  const recordClose = async (draft: DraftOf<'session.close'>): Promise<void> => {
    const done = await recordDurably(recorder, draft);
    if (done.ok) return;
    logger.error({ code: done.error.code, session: draft.s?.id }, 'the end of a session is not durable');
    if (neverTaken(done.error)) late.add(draft);
  };

  return {
    async open({ caller, client, protocol, endpoint }) {
      const label = client === undefined ? undefined : toLabel(client);
      const session = createHandle(nextId(), caller, label);
      const done = await recordDurably(recorder, {
        t: 'session.open',
        s: { id: session.id, n: session.next() },
        who: whoOf(caller, label),
        ses: { protocol: toLabel(protocol), endpoint: toLabel(endpoint) },
      });
      return done.ok ? ok(session) : done;
    },
    close(session, why) {
      if (closed.has(session)) return;
      closed.add(session);
      const work = recordClose({
        t: 'session.close',
        s: { id: session.id, n: session.next() },
        who: whoOf(session.caller, session.client),
        ses: { why: toLabel(why) },
      }).finally(() => settling.delete(work));
      settling.add(work);
    },
    async settled() {
      await Promise.all(settling);
    },
  };
}

function createHandle(id: string, caller: SessionHandle['caller'], client: string | undefined): SessionHandle {
  let n = 0;
  return { id, caller, ...(client === undefined ? {} : { client }), next: () => n++ };
}
