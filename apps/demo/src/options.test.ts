import { describe, expect, it } from 'vitest';
import { parseOptions } from './options.ts';

describe('command line', () => {
  it.each([
    [[], { ok: true, value: { out: undefined, fromLogs: false } }],
    [['--out', 'x'], { ok: true, value: { out: 'x', fromLogs: false } }],
    [['--from-logs'], { ok: true, value: { out: undefined, fromLogs: true } }],
    [['--from-logs', '--out', 'x'], { ok: true, value: { out: 'x', fromLogs: true } }],
    [['--out'], { ok: false, error: '--out needs a folder' }],
    [['--out', ''], { ok: false, error: '--out needs a folder' }],
    [['--out', 'x', 'y'], { ok: false, error: 'unknown argument y' }],
    [['--keep'], { ok: false, error: 'unknown argument --keep' }],
  ])('%j', (args, expected) => {
    expect(parseOptions(args)).toEqual(expected);
  });
});
