/** The section of VERIFY.md on exceptions of foreign logs: the rules as they stand in the table. */
import type { ForeignKind } from './foreign-kinds.ts';
import { foreignKinds } from './foreign-kinds.ts';

const WIDTH = 96;

/** Only in packs that hold foreign logs. */
export function exceptionsGuide(): string {
  const rows = (Object.entries(foreignKinds) as [string, ForeignKind][]).map(([kind, { rule, needs }]) =>
    row(kind, `${rule}.${needs.length === 0 ? '' : ` Needs: ${needs.join(', ')}.`}`),
  );
  return `
## 8d. Exceptions of foreign logs

Of the events in the report (ts in [from, to), or without one), one finding for each batch, kind and sentence; samples are
the first five events as BATCH:n. "Went through": dec.result begins with permit, or it is not deny and out.status is
executed. Where no event of a batch shows what a kind needs, its statement.json lists the kind under
exceptionsThatCannotBeSeen, and the report does when no batch of the source shows it.

${rows.join('\n')}

Of data loss rules, a flag or a rule counts that has dlp or pii as a word of its own. Models are compared after the last
"/", in lower case, without us., eu., apac., ap., global. and one vendor name before a dot; a version is "-", ":" or "@" and
digits, or "latest". A server is known by act.srv, its host, or what "servers" of the declared agent says, where a scope file
of the log, a registry.change server.add or server.change before inputs.to (but for those removed before inputs.from) or a
supplier of the system card names it. In packs whose inputs name a catalogue, supplier_agreement_missing (12b) also looks at
the servers that foreign events of the agents of the system show.
`;
}

function row(kind: string, text: string): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + word.length + 1 > WIDTH - 35) {
      lines.push(line);
      line = '';
    }
    line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].map((part, i) => `    ${(i === 0 ? kind : '').padEnd(31)}${part}`).join('\n');
}
