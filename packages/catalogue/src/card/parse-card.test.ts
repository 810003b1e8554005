import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classesOf } from './classes.ts';
import { exampleCard } from './example.fixture.ts';
import { parseSystemCard } from './parse-card.ts';

const problems = (yaml: string) => {
  const parsed = parseSystemCard(yaml);
  if (parsed.ok) return [];
  return parsed.error.map((p) => `${p.line}:${p.column} ${p.path} | ${p.message} | ${p.expected ?? ''}`);
};
const changed = (from: string | RegExp, to: string) => {
  const text = exampleCard.replace(from, to);
  expect(text).not.toBe(exampleCard);
  return problems(text);
};

describe('system cards', () => {
  it('[card.file] reads what was declared', () => {
    const parsed = parseSystemCard(exampleCard);
    expect(problems(exampleCard)).toEqual([]);
    expect(parsed).toMatchObject({
      ok: true,
      value: { id: 'loan-triage-eu', role: 'deployer', retention: { 'logs-months': 12 } },
    });
    expect(parsed.ok && classesOf(parsed.value)).toEqual(['annexIII', 'any', 'fria', 'high-risk', 'workplace']);
  });

  it('[card.problems] names line, column, path and what was expected', () => {
    expect(changed('role: deployer', 'role: user')).toEqual([
      '6:7 role | This value cannot be used. | one of provider, deployer, both',
    ]);
    expect(changed('role: deployer\n', '')).toEqual([
      '1:1 role | This key is missing. | one of provider, deployer, both',
    ]);
    expect(changed('version: "2.3"', 'version: 2')).toEqual([
      '4:10 version | This value cannot be used. | the version of the system: one line of at most 64 characters',
    ]);
    expect(changed('  profiling: true', '  profilling: true')[0]).toMatch(
      /^13:3 classification\.profilling \| A system card has no key "profilling" here\. .* \| one of class, point, condition/,
    );
    expect(changed('    retention-months: 12', '    keep: 12')[0]).toMatch(
      /^22:5 logging-plan\[0\]\.keep .*one of id, situation, serves/,
    );
    expect(changed('Loan triage\n', '<FILL IN>\n')[0]).toMatch(/^3:7 name \| This is still a placeholder\./);
  });

  it('[card.file] refuses what YAML readers disagree on, and two values under one key', () => {
    expect(changed('role: deployer', 'role: deployer\nrole: provider')[0]).toMatch(/^7:1 .*stands twice/);
    expect(changed('name: Loan triage', 'name: &a Loan triage')[0]).toMatch(/anchors/);
  });

  it('[card.problems] a system that profiles persons is not declared out of the high-risk class', () => {
    const outside = 'class: not-high-risk\n  condition: 6(3)(a)';
    expect(changed(/class: annex-iii\n {2}point: 5\(b\)/, outside)).toEqual([
      '13:14 classification.profiling | A system of Annex III that profiles natural persons is always high-risk (Article 6(3)). | profiling: false, if that is so',
    ]);
    expect(changed(/class: annex-iii\n {2}point: 5\(b\)/, 'class: not-high-risk')[0]).toMatch(
      /condition of Article 6\(3\)/,
    );
    expect(changed('point: 5(b)', 'point: 5(e)')[0]).toMatch(/Annex III has no point 5\(e\)/);
    expect(changed('  point: 5(b)\n', '')[0]).toMatch(/named by its point/);
  });

  it('[card.problems] retention is counted in months, at least six unless a law is named', () => {
    expect(changed('logs-months: 12', 'logs-months: 3')).toEqual([
      '25:27 retention.logs-months | Articles 19(1) and 26(6) ask for at least six months, unless other law provides otherwise. | 6 or more, or a basis that names that law',
    ]);
    expect(changed('logs-months: 12', 'logs-months: 3, basis: "National law, section 4"')).toEqual([]);
    expect(changed('logs-months: 12', 'logs-days: 184').join()).toMatch(/no key "logs-days"/);
  });

  it('[card.problems] cites only what the Act has, and fills only items that stand', () => {
    expect(changed('[12(2)(a)]', '[12(4)]')[0]).toMatch(/^19:14 .*does not list 12\(4\)/);
    expect(changed('"1(d)"', '"10"')[0]).toMatch(/Annex IV has no such block/);
    expect(changed('A: { "6"', 'B: { "7"')[0]).toMatch(/Item 7 was deleted by Regulation \(EU\) 2026\/1744/);
    expect(changed('A: { "6"', 'A: { "14"')[0]).toMatch(/has no item 14/);
  });

  it('[card.no-persons] names functions, not persons, because a card cannot be erased', () => {
    expect(changed('Head of Credit Operations', 'ada@bank.example')[0]).toMatch(/names functions and not persons/);
  });

  it('[card.file] never throws, whatever it is given', () => {
    const lines = exampleCard.split('\n');
    fc.assert(
      fc.property(fc.nat(lines.length - 1), fc.string({ maxLength: 40 }), (at, junk) => {
        const parsed = parseSystemCard([...lines.slice(0, at), junk, ...lines.slice(at + 1)].join('\n'));
        if (!parsed.ok) for (const p of parsed.error) expect(p.line).toBeGreaterThan(0);
      }),
    );
    expect(() => fc.assert(fc.property(fc.string(), (text) => !parseSystemCard(text).ok))).not.toThrow();
  });
});
