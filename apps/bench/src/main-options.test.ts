import { describe, expect, it } from 'vitest';
import { benchUsage, readBenchOptions } from './main-options.ts';
import { readProfileOptions } from './profile-options.ts';
import { renderUsage } from './render-usage.ts';

const SECTIONS = ['a', 'b', 'c', 'd', 'e'];
const read = (...args: string[]) => readBenchOptions(args, SECTIONS);
const error = (result: { ok: boolean; error?: unknown }) => (result.ok ? 'no error' : String(result.error));

describe('options of bench and profile', () => {
  it('[bench.options] measures everything by default, and what is asked for once', () => {
    expect(read()).toEqual({ ok: true, value: { effort: 'normal', json: false, only: SECTIONS } });
    expect(read('--only', 'dad', '--full', '--json')).toEqual({
      ok: true,
      value: { effort: 'full', json: true, only: ['d', 'a'] },
    });
    expect(readProfileOptions(['--top=5'])).toEqual({
      ok: true,
      value: { calls: 20_000, top: 5, models: false, json: false },
    });
  });

  it('[bench.options] --help wins over everything else and names each option', () => {
    expect(read('--nonsense', '--help')).toEqual({ ok: true, value: 'help' });
    expect(readProfileOptions(['--help'])).toEqual({ ok: true, value: 'help' });
    const text = renderUsage(benchUsage);
    for (const flag of ['--only LETTERS', '--quick', '--full', '--json', '--help']) expect(text).toContain(flag);
  });

  it.each([
    [['--fast'], 'npm run bench: there is no option --fast. Options: npm run bench -- --help'],
    [['-q'], 'npm run bench: there is no option -q. Options: npm run bench -- --help'],
    [['ab'], 'npm run bench: "ab" is no option. Options: npm run bench -- --help'],
    [['--only'], 'npm run bench: --only needs a value: --only LETTERS. Options: npm run bench -- --help'],
    [['--only='], 'npm run bench: --only needs a value: --only LETTERS. Options: npm run bench -- --help'],
    [['--json=yes'], 'npm run bench: --json takes no value. Options: npm run bench -- --help'],
    [
      ['--only', 'ax'],
      'npm run bench: --only: there is no section x; they are a, b, c, d, e. Options: npm run bench -- --help',
    ],
    [['--quick', '--full'], 'npm run bench: --quick and --full exclude each other. Options: npm run bench -- --help'],
  ])('[bench.options] refuses %j in exact words', (args, says) => {
    expect(error(read(...args))).toBe(says);
  });

  it.each([['--calls=0'], ['--calls=many'], ['--top=-1'], ['--top=1.5']])(
    '[bench.options] profile refuses %s',
    (arg) => {
      expect(error(readProfileOptions([arg]))).toMatch(/^npm run profile: --(calls|top) \S+: a whole number from 1/);
    },
  );
});
