/** Everything about one person's decision: calls that concern the person, or that the person made. */
import type { PersonRegister } from '@remit/verify';
import { createPersonRegister, peopleDeclaration } from '@remit/verify';
import type { ForeignSource } from '../foreign/foreign-traces.ts';
import { foreignEvents, foreignTraces } from '../foreign/foreign-traces.ts';
import { readView } from '../gather.ts';
import { listTraces } from '../traces.ts';
import type { AnswerRow } from './answer.ts';
import { callRow, foreignRow } from './answer.ts';
import type { Found } from './found.ts';
import { personOpeners } from './person-openers.ts';

/** `person`: a handle of the log, or the reference that a handle stands for, such as a mail address or a case number. */
export function personRows(source: ForeignSource, person: string): Found {
  const persons = personsOf(source.reader);
  const given = handlesOf(source, person, persons.handles);
  const handles = new Set([...given].flatMap((handle) => [...persons.namesOf(handle)]));
  const rows: AnswerRow[] = [];
  // Found under another name only: the row says whose word it is that this is the same person.
  const asserted = (those: readonly (string | undefined)[]) =>
    those.some((handle) => handle !== undefined && given.has(handle))
      ? ''
      : `, under another name of the person (asserted by ${persons.assertedBy ?? 'nobody'})`;
  for (const trace of listTraces(source, {})) {
    const concerned = trace.about?.some((handle) => handles.has(handle)) === true;
    const acted = handles.has(trace.actor.human.subjectRef);
    const oversaw = trace.oversight.some(({ personRef }) => personRef !== undefined && handles.has(personRef));
    if (!concerned && !acted && !oversaw) continue;
    const roles = [concerned ? 'concerned' : '', acted ? 'asked for it' : '', oversaw ? 'decided on it' : ''];
    const under = asserted([
      ...(trace.about ?? []),
      trace.actor.human.subjectRef,
      ...trace.oversight.map(({ personRef }) => personRef),
    ]);
    rows.push(callRow(trace, `the person: ${roles.filter((role) => role !== '').join(', ')}${under}`));
    for (const { record, decision, decidedAt } of trace.oversight)
      rows.push({
        ...callRow(trace, `approval of ${trace.traceId}`),
        id: record.id,
        of: 'record',
        at: decidedAt,
        decision,
      });
  }
  const openers = personOpeners(source, handles);
  for (const { row, handle } of openers.values()) rows.push({ ...row, why: `${row.why}${asserted([handle])}` });
  for (const { trace } of foreignTraces(source)) {
    const acted = trace.actor.sub !== undefined && handles.has(trace.actor.sub);
    const link = trace.custody.links.find(({ to }) => openers.has(to));
    if (acted) rows.push(foreignRow(trace, `the person acted${asserted([trace.actor.sub])}`));
    else if (link !== undefined) {
      const under = asserted([openers.get(link.to)?.handle]);
      rows.push(
        foreignRow(trace, `${link.relation} ${link.to} of the person (${link.status}; ${link.method})${under}`),
      );
    }
  }
  return {
    question: "Everything about one person's decision.",
    text: 'calls whose decision names a handle of the person (about, who.sub) or whose approval does, with those approvals; foreign decisions whose who.sub is one; grants, logins and sessions of the person, and the decisions joined with them',
    parameters: { handles: [...handles].sort().join(' ') || 'none' },
    rows,
    limits: [
      handles.size > given.size
        ? `a person has one handle for each way in which sources name them; that ${handles.size} handles are one person is asserted by ${persons.assertedBy ?? 'nobody'}`
        : 'a person has one handle for each way in which sources name them; only the given one is looked for: `remit people alias FILE` declares which are one person',
      ...(handles.size === 0 ? ['no handle of the log stands for this reference: it may have been erased'] : []),
    ],
  };
}

function personsOf(reader: ForeignSource['reader']): PersonRegister {
  const view = readView(reader);
  const sha = peopleDeclaration(view)?.record.chg.sha;
  const bytes = sha === undefined ? undefined : reader.blob(sha);
  return createPersonRegister(view, sha === undefined || bytes === undefined ? new Map() : new Map([[sha, bytes]]));
}

function handlesOf(source: ForeignSource, person: string, declared: readonly string[]): Set<string> {
  const { reader } = source;
  const found = new Set<string>();
  const seen = new Set<string>();
  const look = (handle: string | undefined) => {
    if (handle === undefined || seen.has(handle)) return;
    seen.add(handle);
    if (handle === person || reader.subject(handle)?.reference === person) found.add(handle);
  };
  for (const handle of declared) look(handle);
  for (const { record } of readView(reader).records) {
    if ('who' in record) look(record.who?.sub);
    if ('about' in record) for (const handle of record.about ?? []) look(handle);
  }
  for (const { event } of foreignEvents(source)) look(event.who.sub);
  return found;
}
