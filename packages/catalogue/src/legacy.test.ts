import { expect, it } from 'vitest';
import { exampleCard } from './card/example.fixture.ts';
import { parseSystemCard } from './card/parse-card.ts';
import { catalogueFor } from './catalogue.ts';
import { legacyFacts } from './legacy.ts';

const requirement =
  catalogueFor('32024R1689@2026-07-27').rows.find(({ id }) => id === 'AIA-12-1-a') ?? expect.unreachable();
const facts = (from: string, to: string) => {
  const parsed = parseSystemCard(exampleCard.replace(from, to));
  return legacyFacts(parsed.ok ? parsed.value : expect.unreachable(), requirement);
};
const PLACED = 'first-placed-on-market: 2028-01-10\n';

it('[catalogue.legacy] holds the placing date against the date of the own class, and lists declared changes since', () => {
  expect(facts('', '')).toMatchObject({ chapterDate: '2027-12-02', placedBefore: 'no' });
  const changed =
    'first-placed-on-market: 2027-01-10\nsignificant-design-changes:\n  - { date: 2027-06-01, what: earlier }\n  - { date: 2028-03-01, what: New model }\n';
  expect(facts(PLACED, changed)).toMatchObject({
    placedBefore: 'yes',
    changesSince: [{ date: '2028-03-01', what: 'New model' }],
    typeModel: { absent: 'type-model is not declared' },
  });
  expect(facts('class: annex-iii\n  point: 5(b)', 'class: annex-i')).toMatchObject({
    chapterDate: '2028-08-02',
    placedBefore: 'yes',
  });
});

it('[catalogue.legacy] is indeterminate where a date is missing', () => {
  expect(facts(PLACED, '').placedBefore).toBe('indeterminate');
  expect(facts('class: annex-iii\n  point: 5(b)', 'class: undetermined')).toMatchObject({
    placedBefore: 'indeterminate',
    changesSince: [],
  });
});
