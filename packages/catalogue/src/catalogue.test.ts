import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CURRENT_LAW_VERSION, catalogueDigest, catalogueFor, citationExists, LAW_VERSIONS } from './catalogue.ts';
import { EXCEPTION_KINDS, evidenceCounts } from './counts.ts';
import { annexIv, annexViii, law, rows } from './data.gen.ts';

const current = catalogueFor(CURRENT_LAW_VERSION);
const published = catalogueFor('32024R1689@2024-07-12');

describe('the data', () => {
  it('[catalogue.data] names each row once in a version, in words of ours, with a ceiling that fits its attestation', () => {
    for (const { rows: listed } of [current, published]) {
      const ids = listed.map((row) => row.id);
      expect(ids).toEqual([...new Set(ids)]);
      for (const row of listed) {
        expect(row.id).toMatch(/^AIA-[0-9]+[0-9a-zA-Z-]*$/);
        expect(row.text.length).toBeGreaterThan(20);
        expect(row.attest === undefined, row.id).toBe(row.ceiling === 'E');
        expect(row.binds.length).toBeGreaterThan(0);
      }
    }
    expect(current.rows.length).toBeGreaterThan(75);
  });

  it('[catalogue.data] asks only for counts and kinds of exceptions that exist', () => {
    for (const { id, query } of rows) {
      for (const name of [...query.needs, ...query.shows]) expect(Object.keys(evidenceCounts), id).toContain(name);
      for (const kind of query.exceptions) expect(EXCEPTION_KINDS, id).toContain(kind);
    }
  });

  it('[catalogue.data] has a row for every article that the reference lists', () => {
    const wanted = [9, 10, 11, 12, 13, 14, 15, 17, 18, 19, 21, 25, 26, 27, 43, 47, 49, 50, 71, 72, 73, 77, 86, 111];
    const articles = new Set(current.rows.flatMap((row) => row.cites.map((cite) => Number.parseInt(cite, 10))));
    expect(wanted.filter((article) => !articles.has(article))).toEqual([]);
    const of26 = current.rows.flatMap((row) => row.cites.filter((cite) => cite.startsWith('26(')));
    for (let paragraph = 1; paragraph <= 12; paragraph++) expect(of26).toContain(`26(${paragraph})`);
  });
});

describe('citations', () => {
  it('[catalogue.citations] each citation of each row, block and amendment exists in its version', () => {
    for (const version of LAW_VERSIONS)
      for (const row of catalogueFor(version).rows)
        for (const cite of row.cites)
          expect(citationExists(cite, version), `${row.id}: ${cite} in ${version}`).toBe(true);
    for (const { cite } of law.amendments) expect(citationExists(cite, '32024R1689@2026-07-27'), cite).toBe(true);
    for (const { ref } of annexIv) expect(citationExists(`Annex IV ${ref}`, CURRENT_LAW_VERSION), ref).toBe(true);
    for (const { section, number } of annexViii)
      expect(citationExists(`Annex VIII ${section} ${number}`, CURRENT_LAW_VERSION)).toBe(true);
  });

  it('[catalogue.citations] refuses what the Act does not have', () => {
    const wrong = [
      '12(4)',
      '9(4)(a)',
      '9(11)',
      '12(2)(d)',
      '26(13)',
      '61(1)',
      '62(1)',
      'Annex IV 10',
      '13(3)(b)(viii)',
      '50(8)',
    ];
    for (const cite of wrong) expect(citationExists(cite, CURRENT_LAW_VERSION), cite).toBe(false);
    expect(citationExists('13(3)(b)(vii)', CURRENT_LAW_VERSION)).toBe(true);
    expect(citationExists('75(1a)', '32024R1689@2024-07-12')).toBe(false);
    expect(citationExists('75(1a)', '32024R1689@2026-07-27')).toBe(true);
  });
});

describe('versions of the law', () => {
  it('[catalogue.law-version] Articles 6 to 27 apply from 2 December 2027 and 2 August 2028 as amended', () => {
    for (const row of current.rows) {
      const article = Number.parseInt(row.cites[0] ?? '', 10);
      if (article < 6 || article > 27) continue;
      const dates = [
        { for: 'annexIII', from: '2027-12-02' },
        { for: 'annexI', from: '2028-08-02' },
      ];
      expect(row.appliesFrom.reading_a, row.id).toEqual(dates);
      expect(row.appliesFrom.reading_b, row.id).toEqual(dates);
    }
  });

  it('[catalogue.law-version] shows two readings where only the sections before were deferred', () => {
    for (const id of ['AIA-43', 'AIA-47', 'AIA-49-1', 'AIA-71-4', 'AIA-72-1', 'AIA-73-2', 'AIA-86-1']) {
      const { appliesFrom } = current.rows.find((row) => row.id === id) ?? expect.unreachable(id);
      expect(appliesFrom.reading_a).not.toEqual(appliesFrom.reading_b);
      expect(appliesFrom.note).not.toBe('');
    }
  });

  it('[catalogue.law-version] no date of the law stands in the code, only in the data', () => {
    for (const file of ['assess', 'catalogue', 'status', 'counts', 'retention'])
      expect(readFileSync(new URL(`./${file}.ts`, import.meta.url), 'utf8')).not.toMatch(/20\d\d-08-02|August 2026/);
  });

  it('[catalogue.law-version] the amended version adds and replaces rows, and names its source', () => {
    const ids = (catalogue: typeof current) => new Set(catalogue.rows.map((row) => row.id));
    expect([...ids(current)].filter((id) => !ids(published).has(id))).toEqual(['AIA-27-4', 'AIA-75-1a']);
    expect(current.rows.find((row) => row.id === 'AIA-25-4')?.sourceStatus).toBe('secondary');
    expect(published.rows.find((row) => row.id === 'AIA-25-4')?.sourceStatus).toBe('verified');
    expect(catalogueDigest(current)).not.toBe(catalogueDigest(published));
    expect(catalogueDigest(current)).toMatch(/^[0-9a-f]{64}$/);
  });
});
