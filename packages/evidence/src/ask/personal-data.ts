/** Which agents touched personal data between two dates? */
import { rfc3339 } from '@remit/core';
import type { ForeignSource } from '../foreign/foreign-traces.ts';
import { foreignTraces } from '../foreign/foreign-traces.ts';
import { listTraces } from '../traces.ts';
import type { AnswerRow } from './answer.ts';
import { callRow, foreignRow } from './answer.ts';
import type { Found } from './found.ts';

/** Calls that name persons, and foreign events that show that a data loss rule matched. */
export function personalDataRows(source: ForeignSource, { from, to }: { from: number; to: number }): Found {
  const rows: AnswerRow[] = [];
  for (const trace of listTraces(source, { from, to })) {
    const persons = trace.about?.length ?? 0;
    if (persons > 0) rows.push(callRow(trace, `the decision names ${persons} affected person(s)`));
  }
  for (const { trace, event } of foreignTraces(source)) {
    const at = event.ts === undefined ? undefined : Date.parse(event.ts);
    if (at !== undefined && (at < from || at >= to)) continue;
    const why = matchedRule(event.flags ?? [], event.dec?.rules ?? []);
    if (why !== undefined) rows.push(foreignRow(trace, at === undefined ? `${why}; its time is not known` : why));
  }
  return {
    question: 'Which agents touched personal data between two dates?',
    text: "calls whose first decision lies in [from, to) and whose decision names affected persons (about); foreign decisions of that time, or of no known time, that carry a flag or a rule of the source's data loss prevention",
    parameters: { from: rfc3339(from), to: rfc3339(to) },
    rows,
    limits: [
      'a call names affected persons only where its scope says where the arguments name them (about)',
      'a source that looks for no personal data shows none: that is not evidence of absence',
    ],
  };
}

function matchedRule(flags: readonly string[], rules: readonly string[]): string | undefined {
  const found = [...flags, ...rules].find((name) => /(?:^|[^a-z])(?:dlp|pii)(?:[^a-z]|$)/i.test(name));
  return found === undefined ? undefined : `the source's data loss prevention says: ${found}`;
}
