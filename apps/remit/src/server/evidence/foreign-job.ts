/** Jobs that read the logs of other systems beside the ledger. */
import type { TraceSource } from '@remit/evidence';
import {
  answerQuestion,
  explainForeignTrace,
  findForeignTrace,
  listForeignTraces,
  reconcileSources,
} from '@remit/evidence';
import { openArchive } from '@remit/ingest';
import type { TraceRow } from '../admin-types.ts';
import type { Job, JobResults } from './jobs.ts';

type ForeignKind = 'foreign-traces' | 'reconcile' | 'ask' | 'trace' | 'explain';
type ForeignJob = Extract<Job, { readonly kind: ForeignKind }>;

/** Opens the archive, does the job, closes it. */
export function foreignJob(
  job: ForeignJob,
  { reader, now, software }: TraceSource,
  dir: string,
): JobResults[ForeignKind] {
  const archive = openArchive({ dir, reader });
  const source = { reader, archive, now, software };
  try {
    switch (job.kind) {
      case 'foreign-traces':
        return listForeignTraces(source, job.filter).map(foreignRow);
      case 'reconcile':
        return reconcileSources(source, job.request);
      case 'ask':
        return answerQuestion(source, job.question);
      case 'trace':
        return findForeignTrace(source, job.id)?.trace;
      case 'explain':
        return explainForeignTrace(source, job.id);
    }
  } finally {
    archive.close();
  }
}

function foreignRow(trace: ReturnType<typeof listForeignTraces>[number]): TraceRow {
  const { action, actor, decision, declaredAgent, effect, origin, scopeVerdict } = trace;
  return {
    id: trace.traceId,
    at: trace.at ?? '-',
    agent: declaredAgent?.id ?? actor.agent ?? actor.sub,
    server: action.srv ?? origin.source,
    tool: action.tool ?? trace.model?.req ?? action.method,
    decision: decision?.result ?? 'none shown',
    enforced: decision?.enforced !== false,
    outcome: effect.observed,
    verdict: scopeVerdict.overall,
  };
}
