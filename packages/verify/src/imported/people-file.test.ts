import { utf8 } from '@remit/core';
import { expect, it } from 'vitest';
import { testHandle } from '../testing/ledger.ts';
import { parsePeople, peopleBlob, readPeopleBlob } from './people-file.ts';

const FILE = `remit-people: 1
people:
  - names: [ana@example.org, "arn:aws:iam::1:user/ana"]
  - names: [bo@example.org, "7f3a@https://idp.example"]
`;

it('[imported.people] a list names each person at least twice, and no name stands under two persons', () => {
  const parsed = parsePeople(FILE);
  expect(parsed.ok && parsed.value).toEqual([
    ['ana@example.org', 'arn:aws:iam::1:user/ana'],
    ['bo@example.org', '7f3a@https://idp.example'],
  ]);
  const twice = parsePeople(FILE.replace('bo@example.org', 'ana@example.org'));
  expect(twice.ok ? [] : twice.error).toMatchObject([{ line: 4, message: expect.stringContaining('one person') }]);
  // A message never repeats a name.
  expect(JSON.stringify(twice)).not.toContain('ana@');
  for (const bad of ['', 'remit-people: 2\npeople: []\n', 'remit-people: 1\npeople:\n  - names: [one]\n'])
    expect(parsePeople(bad).ok).toBe(false);
});

it('[imported.people] what is recorded holds handles only, in one order, and anything else is no list', () => {
  const [a, b, c] = ['a', 'b', 'c'].map(testHandle) as [string, string, string];
  const blob = peopleBlob([[b, a], [c], [a, b].reverse()]);
  expect(peopleBlob([[a, b]])).toBe(peopleBlob([[b, a]]));
  expect(readPeopleBlob(utf8(blob))?.[0]).toEqual([a, b].sort());
  for (const bad of ['', '{}', '{"people":[["ana@example.org"]],"remit-people":1}', '{"people":[[]],"remit-people":2}'])
    expect(readPeopleBlob(utf8(bad))).toBeUndefined();
});
