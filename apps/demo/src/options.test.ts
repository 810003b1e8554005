import { describe, expect, it } from 'vitest';
import { parseOptions } from './options.ts';

describe('command line', () => {
  it.each([
    [[], { ok: true, value: { out: undefined, fromLogs: false, replay: false } }],
    [['--out', 'x'], { ok: true, value: { out: 'x', fromLogs: false, replay: false } }],
    [['--from-logs'], { ok: true, value: { out: undefined, fromLogs: true, replay: false } }],
    [['--from-logs', '--out', 'x'], { ok: true, value: { out: 'x', fromLogs: true, replay: false } }],
    [['--replay'], { ok: true, value: { out: undefined, fromLogs: false, replay: true } }],
    [['--out'], { ok: false, error: '--out needs a folder' }],
    [['--out', ''], { ok: false, error: '--out needs a folder' }],
    [['--out', 'x', 'y'], { ok: false, error: 'unknown argument y' }],
    [['--keep'], { ok: false, error: 'unknown argument --keep' }],
  ])('%j', (args, expected) => {
    expect(parseOptions(args)).toEqual(expected);
  });
});
