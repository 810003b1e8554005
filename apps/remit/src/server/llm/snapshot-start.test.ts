import { canonicalize, systemClock, utf8 } from '@remit/core';
import type { RecordDraft } from '@remit/record';
import { memoryRecorder } from '@remit/testing/memory-recorder';
import { beforeEach, describe, expect, it } from 'vitest';
import { balancesNow } from './snapshot-start.ts';

const who = { sub: `p_${'a'.repeat(22)}` };
const act = { srv: 'models/main', method: 'chat', tool: 'mock' };
const model = { prov: 'main', req: 'mock', route: 'mock', kind: 'openai' };
const about = { about: 'nobody', scope: 'none' };
const spent = { nanousd: 0, tokens: 7, requests: 1 };

function decision(): RecordDraft {
  return {
    t: 'llm.decision',
    who,
    act,
    model,
    pol: { dec: 'permit', eval: 'not-evaluated', rules: [] },
    ask: { dialect: 'openai.chat', stream: false, choices: 1, attempt: 0 },
    bud: {
      up: { nanousd: 0, tokens: 20, requests: 1 },
      draws: [{ limit: 'a', version: 'v', account: 'org', window: 'all', unit: 'tokens' }],
    },
    absent: { ...about, ctx: 'none' },
  };
}

function outcome(leaf: string): RecordDraft {
  return {
    t: 'llm.outcome',
    cause: [leaf],
    who,
    act,
    model,
    out: { status: 'executed', ms: 1 },
    use: { source: 'provider', models: [], spent },
    absent: { ...about, answer: 'none' },
  };
}

describe('balances at a start', () => {
  let ledger: ReturnType<typeof memoryRecorder>;
  let notes: Map<string, string>;
  let warned: string[];
  const size = () => ledger.records.length;
  const entry = (index: number) => ({ index, entry: utf8(canonicalize(ledger.records[index])) });
  const all = () => ledger.records.map((_, index) => entry(index));
  const start = async () => {
    warned = [];
    const { balances, read } = await balancesNow({
      reader: {
        size,
        entries: (first, end) => all().slice(first, end),
        byType: (types, from = 0) =>
          all().filter(({ index }) => index >= from && types.includes(ledger.records[index]?.t ?? '')),
        blob: () => undefined,
      },
      notes: {
        get: async (name) => notes.get(name),
        set: async (name, value) => void notes.set(name, value),
      },
      logger: {
        debug: () => undefined,
        info: () => undefined,
        error: () => undefined,
        warn: (fields, message) => void warned.push(`${message} ${JSON.stringify(fields)}`),
      },
    });
    const orphans = balances.closeOpen();
    return { read, orphans, settled: [...balances.spent()].reduce((sum, each) => sum + each.settled, 0) };
  };

  beforeEach(() => {
    ledger = memoryRecorder(systemClock);
    notes = new Map();
    for (let n = 0; n < 3; n++) ledger.record(outcome(ledger.record(decision()).leaf));
  });

  it('[llm.snapshot-start] reads only what came after the snapshot, and comes to the same', async () => {
    expect(await start()).toEqual({ read: 0, orphans: 0, settled: 21 });
    expect(await start()).toEqual({ read: 6, orphans: 0, settled: 21 });
    const open = ledger.record(decision());
    expect(await start()).toEqual({ read: 6, orphans: 1, settled: 41 });
    // An outcome that comes after the snapshot ends a decision from before it.
    ledger.record(outcome(open.leaf));
    expect(await start()).toEqual({ read: 7, orphans: 0, settled: 28 });
    expect(warned).toEqual([]);
  });

  it('[llm.snapshot-fallback] a damaged snapshot, one of another log and one that is newer than the log lead to a full reading, and are told', async () => {
    await start();
    const good = notes.get('balances') ?? '';
    notes.set('balances', good.replace('"settled":21', '"settled":20'));
    expect(await start()).toMatchObject({ read: 0, settled: 21 });
    expect(warned).toEqual([expect.stringContaining('its digest is another one')]);
    // The log was set back: records that the snapshot counts are gone.
    notes.set('balances', good);
    ledger.records.splice(4);
    expect(await start()).toMatchObject({ read: 0, settled: 14 });
    expect(warned).toEqual([expect.stringContaining('record 5, which the log does not have')]);
    // And went on differently.
    notes.set('balances', good);
    for (let n = 0; n < 3; n++) ledger.record(outcome(ledger.record(decision()).leaf));
    expect(await start()).toMatchObject({ read: 0, settled: 35 });
    expect(warned).toEqual([expect.stringContaining('record 5 of the log is another one')]);
  });
});
