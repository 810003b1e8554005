/** What the schema cannot say about a system card: citations that must exist, and values that must agree with each other. */
import type { ScopeProblem, YamlSource } from '@remit/scope';
import { CURRENT_LAW_VERSION, citationExists } from '../catalogue.ts';
import { annexIv, annexViii } from '../data.gen.ts';
import { LOG_MONTHS_AT_LEAST } from '../retention.ts';
import type { CardFile } from './card-file.ts';

type Note = (path: readonly PropertyKey[], message: string, more?: { expected?: string; atKey?: true }) => void;

/** Every disagreement, at its place. */
export function checkCard(source: YamlSource, card: CardFile): ScopeProblem[] {
  const problems: ScopeProblem[] = [];
  const note: Note = (path, message, more = {}) => problems.push(source.problemAt(path, { message, ...more }));
  checkClassification(note, card);
  checkRetention(note, card);
  checkPlan(note, card);
  checkAnnexes(note, card);
  for (const [key, field] of [
    ['change-envelope', 'id'],
    ['logging-plan', 'id'],
    ['suppliers', 'server'],
    ['registrations', 'section'],
  ] as const)
    checkTwice(note, key, field, card[key] ?? []);
  return problems;
}

function checkClassification(note: Note, { classification }: CardFile): void {
  const { class: of, point, condition, profiling } = classification;
  const at = (key: string) => ['classification', key];
  if (of === 'annex-iii' && point === undefined)
    note(at('point'), 'A system of Annex III is named by its point.', {
      expected: 'point: 5(b) or another point of Annex III',
    });
  if (point !== undefined && !citationExists(`Annex III ${point}`, CURRENT_LAW_VERSION))
    note(at('point'), `Annex III has no point ${point}.`, {
      expected: 'a point from 1 to 8, with its letter where it has letters',
    });
  if (of === 'not-high-risk' && condition === undefined)
    note(at('condition'), 'A system of Annex III is held not to be high-risk under a condition of Article 6(3).', {
      expected: 'condition: 6(3)(a), (b), (c) or (d); for a system outside Annex III use class: undetermined',
    });
  if (of === 'not-high-risk' && profiling !== false)
    note(at('profiling'), 'A system of Annex III that profiles natural persons is always high-risk (Article 6(3)).', {
      expected: 'profiling: false, if that is so',
    });
}

function checkRetention(note: Note, { retention }: CardFile): void {
  if (retention !== undefined && retention['logs-months'] < LOG_MONTHS_AT_LEAST && retention.basis === undefined)
    note(
      ['retention', 'logs-months'],
      'Articles 19(1) and 26(6) ask for at least six months, unless other law provides otherwise.',
      {
        expected: `${LOG_MONTHS_AT_LEAST} or more, or a basis that names that law`,
      },
    );
}

function checkPlan(note: Note, card: CardFile): void {
  card['logging-plan']?.forEach((item, i) =>
    item.serves.forEach((cite, j) => {
      if (!citationExists(cite, CURRENT_LAW_VERSION))
        note(['logging-plan', i, 'serves', j], `The citation index does not list ${cite}.`, {
          expected: 'a paragraph or point of the Act, such as 12(2)(a) or 26(5)',
        });
    }),
  );
}

function checkAnnexes(note: Note, card: CardFile): void {
  const refs = annexIv.map(({ ref }) => ref);
  for (const key of Object.keys(card['annex-iv'] ?? {}))
    if (!refs.includes(key))
      note(['annex-iv', key], 'Annex IV has no such block.', { expected: `one of ${refs.join(', ')}`, atKey: true });
  for (const section of ['A', 'B', 'C'] as const) {
    const items = annexViii.filter((row) => row.section === section);
    for (const key of Object.keys(card['annex-viii']?.[section] ?? {})) {
      const path = ['annex-viii', section, key];
      const item = items.find(({ number }) => String(number) === key);
      if (item === undefined)
        note(path, `Section ${section} of Annex VIII has no item ${key}.`, {
          expected: `1 to ${items.length}`,
          atKey: true,
        });
      else if (item.deleted_by !== undefined)
        note(path, `Item ${key} was deleted by ${item.deleted_by}. Remove it; the other numbers stay.`, {
          atKey: true,
        });
    }
  }
}

function checkTwice(note: Note, key: string, field: string, items: readonly object[]): void {
  const seen = new Set<unknown>();
  items.forEach((item, i) => {
    const value: unknown = Reflect.get(item, field);
    if (seen.has(value)) note([key, i, field], 'This name stands twice in the list. Remove one of the two.');
    seen.add(value);
  });
}
