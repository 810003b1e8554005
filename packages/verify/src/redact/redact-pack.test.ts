import { fromUtf8, utf8 } from '@remit/core';
import { describe, expect, it } from 'vitest';
import { packOf } from '../testing/pack.ts';
import { everyTypeStory } from '../testing/story.ts';
import { redactionProblems, redactPack } from './redact-pack.ts';

const HANDLE = /\bp_[A-Za-z0-9_-]{22}/;

describe('the redacted variant', () => {
  it('[report.redacted] holds no person and no context, and says what was taken out of which pack', async () => {
    const { files } = await packOf(everyTypeStory().ledger);
    const redacted = redactPack(files);
    const all = [...redacted.values()].map((bytes) => fromUtf8(bytes) ?? '').join('\n');
    expect([...files.values()].map((bytes) => fromUtf8(bytes) ?? '').join('\n')).toMatch(HANDLE);
    expect(all).not.toMatch(HANDLE);
    expect(all).not.toContain('test-client 1.0');
    const disclosed =
      (fromUtf8(files.get('12_integrity/disclosures.jsonl') ?? utf8('')) ?? '').match(/"disclosure":"[^"]+"/g) ?? [];
    expect(disclosed.length).toBeGreaterThan(3);
    for (const one of disclosed) expect(all).not.toContain(one.slice(14, -1));
    // Proofs hold disclosures in base64, once more encoded.
    expect([...redacted.keys()].some((path) => path.includes('/proofs/'))).toBe(false);
    expect([...redacted.keys()].some((path) => path.includes('tile/entries') || path.includes('disclosures'))).toBe(
      false,
    );
    expect(redacted.get('03_manifest.json')).toEqual(files.get('03_manifest.json'));
    // The statement is JSON of our own.
    const said = JSON.parse(fromUtf8(redacted.get('00_REDACTION.json') ?? utf8('')) ?? '{}') as {
      changed: { path: string }[];
      removed: { path: string }[];
    };
    expect(said.changed.map(({ path }) => path)).toContain('07_traces.jsonl');
    expect(said.removed.map(({ path }) => path)).toContain('12_integrity/disclosures.jsonl');
    const first = (fromUtf8(redacted.get('07_traces.jsonl') ?? utf8('')) ?? '').split('\n')[0] ?? '';
    expect(first).toContain('"schema":"remit.decision-trace/1+redacted"');
    expect(first).toMatch(/"context":"c_[\w-]{43}"/);
  });

  it('[report.redacted] follows from the full pack alone: any other change is found', async () => {
    const { files } = await packOf(everyTypeStory().ledger);
    const redacted = redactPack(files);
    expect(redactionProblems(files, redacted)).toEqual([]);
    expect(redactPack(new Map([...files].toReversed().sort(([a], [b]) => (a < b ? -1 : 1))))).toEqual(redacted);
    for (const path of ['07_traces.jsonl', '02_report.json', '00_REDACTION.json']) {
      const changed = (fromUtf8(redacted.get(path) ?? utf8('')) ?? '')
        .replace('deny', 'permit')
        .replace('remit', 'remix');
      expect(redactionProblems(files, new Map(redacted).set(path, utf8(changed))), path).toEqual([path]);
    }
    expect(redactionProblems(files, new Map([...redacted].slice(1))).length).toBe(1);
    expect(redactionProblems(files, new Map(redacted).set('x.json', utf8('{}')))).toEqual(['x.json']);
    const other = await packOf(everyTypeStory().ledger, { inputs: { software: 'another 1' } });
    expect(redactionProblems(other.files, redacted).length).toBeGreaterThan(0);
  });
});
