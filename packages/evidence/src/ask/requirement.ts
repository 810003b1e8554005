/** Every action under a requirement of the catalogue in a period. */
import { CURRENT_LAW_VERSION, catalogueFor } from '@remit/catalogue';
import { rfc3339 } from '@remit/core';
import { projectStudy } from '@remit/verify';
import { evidenceError } from '../errors.ts';
import type { ForeignSource } from '../foreign/foreign-traces.ts';
import { foreignTraces } from '../foreign/foreign-traces.ts';
import { gatherStudy } from '../gather.ts';
import type { AnswerRow } from './answer.ts';
import { callRow, foreignRow } from './answer.ts';
import type { Found } from './found.ts';

const CALLS = ['calls', 'closed_calls', 'judged_calls', 'records'];

/** The calls, foreign decisions and exceptions that the evidence query of the row counts. */
export function requirementRows(
  source: ForeignSource,
  { requirement, from, to }: { requirement: string; from: number; to: number },
): Found {
  const row = catalogueFor(CURRENT_LAW_VERSION).rows.find(({ id }) => id === requirement);
  if (row === undefined) throw evidenceError('evidence.unknown-requirement', requirement);
  const asked = [...new Set([...row.query.needs, ...row.query.shows])];
  const { reader, now, software } = source;
  const note = reader.latestCheckpoint()?.note ?? '';
  const study = gatherStudy({ reader, period: { from, to }, now, software }, reader.size(), note, new Uint8Array());
  const { traces, exceptions } = projectStudy(study);
  const rows: AnswerRow[] = [];
  if (asked.some((name) => CALLS.includes(name)))
    rows.push(...traces.map((trace) => callRow(trace, `counts for ${requirement}`)));
  if (asked.includes('imported_events'))
    for (const { trace, event } of foreignTraces(source)) {
      const at = event.ts === undefined ? undefined : Date.parse(event.ts);
      if (at !== undefined && at >= from && at < to) rows.push(foreignRow(trace, `counts for ${requirement}`));
    }
  for (const { kind, says, samples, firstSeen, requirementIds } of exceptions)
    if (requirementIds.includes(requirement))
      for (const id of samples)
        rows.push({
          id,
          of: 'record',
          at: firstSeen,
          agent: '',
          what: says,
          decision: '',
          verdict: '',
          why: `exception ${kind}`,
        });
  return {
    question: 'Every action under a requirement in a period.',
    text: `${row.id}: ${row.text} Evidence query: ${asked.join(', ')}; exceptions: ${row.query.exceptions.join(', ')}`,
    parameters: { requirement, from: rfc3339(from), to: rfc3339(to), lawVersion: CURRENT_LAW_VERSION },
    rows,
    limits: [
      'counting is not sufficiency: whether the requirement is met is for people to attest',
      'an exception names at most 20 records; the report holds its count',
    ],
  };
}
