import { observe } from '@remit/catalogue';
import { rfc3339 } from '@remit/core';
import { describe, expect, it } from 'vitest';
import { coreOf } from '../../testing/pack.ts';
import { everyTypeStory } from '../../testing/story.ts';
import { studyCore } from '../study.ts';
import { observedRecords } from './observed-records.ts';

describe('records that the annexes can say something of', () => {
  it('[verify.observed-records] give the facts that all records give, for every period of a log', async () => {
    const { ledger } = everyTypeStory();
    const core = await coreOf(ledger);
    const start = Date.parse(core.inputs.from);
    for (let from = 0; from < ledger.entries.length; from += 3)
      for (const length of [1, 7, 60]) {
        const inputs = {
          ...core.inputs,
          from: rfc3339(start + from * 1000),
          to: rfc3339(start + (from + length) * 1000),
        };
        const study = studyCore({ ...core, inputs });
        if (!study.ok) throw new Error('the honest log is unreadable');
        const query = { system: 'loan-triage-eu', from: inputs.from, to: inputs.to };
        expect(observe(observedRecords(study.value), query)).toEqual(observe(study.value.view.records, query));
      }
  });
});
