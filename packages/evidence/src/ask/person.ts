/** Everything about one person's decision: calls that concern the person, or that the person made. */
import type { ForeignSource } from '../foreign/foreign-traces.ts';
import { foreignEvents, foreignTraces } from '../foreign/foreign-traces.ts';
import { readView } from '../gather.ts';
import { listTraces } from '../traces.ts';
import type { AnswerRow } from './answer.ts';
import { callRow, foreignRow } from './answer.ts';
import type { Found } from './found.ts';

/** `person`: a handle of the log, or the reference that a handle stands for, such as a mail address or a case number. */
export function personRows(source: ForeignSource, person: string): Found {
  const handles = handlesOf(source, person);
  const rows: AnswerRow[] = [];
  for (const trace of listTraces(source, {})) {
    const concerned = trace.about?.some((handle) => handles.has(handle)) === true;
    const acted = handles.has(trace.actor.human.subjectRef);
    const oversaw = trace.oversight.some(({ personRef }) => personRef !== undefined && handles.has(personRef));
    if (!concerned && !acted && !oversaw) continue;
    const roles = [concerned ? 'concerned' : '', acted ? 'asked for it' : '', oversaw ? 'decided on it' : ''];
    rows.push(callRow(trace, `the person: ${roles.filter((role) => role !== '').join(', ')}`));
    for (const { record, decision, decidedAt } of trace.oversight)
      rows.push({
        ...callRow(trace, `approval of ${trace.traceId}`),
        id: record.id,
        of: 'record',
        at: decidedAt,
        decision,
      });
  }
  for (const { trace } of foreignTraces(source))
    if (trace.actor.sub !== undefined && handles.has(trace.actor.sub)) rows.push(foreignRow(trace, 'the person acted'));
  return {
    question: "Everything about one person's decision.",
    text: 'calls whose decision names a handle of the person (about, who.sub) or whose approval does, with those approvals; foreign decisions whose who.sub is one',
    parameters: { handles: [...handles].sort().join(' ') || 'none' },
    rows,
    limits: [
      'a person has one handle for each way in which sources name them; only the given one is looked for',
      ...(handles.size === 0 ? ['no handle of the log stands for this reference: it may have been erased'] : []),
    ],
  };
}

function handlesOf(source: ForeignSource, person: string): Set<string> {
  const { reader } = source;
  const found = new Set<string>();
  const seen = new Set<string>();
  const look = (handle: string | undefined) => {
    if (handle === undefined || seen.has(handle)) return;
    seen.add(handle);
    if (handle === person || reader.subject(handle)?.reference === person) found.add(handle);
  };
  for (const { record } of readView(reader).records) {
    if ('who' in record) look(record.who?.sub);
    if ('about' in record) for (const handle of record.about ?? []) look(handle);
  }
  for (const { event } of foreignEvents(source)) look(event.who.sub);
  return found;
}
