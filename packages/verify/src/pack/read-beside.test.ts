import { afterAll, describe, expect, it, vi } from 'vitest';
import { createHelper } from '../helper/helper.ts';
import { readLog } from '../projection/log-view.ts';
import { honestStory } from '../testing/story.ts';
import { readBeside } from './read-beside.ts';

// Every record of two logs is compared: seconds on an idle machine, more on a busy one.
vi.setConfig({ testTimeout: 120_000 });

const helper = createHelper();
afterAll(async () => await helper.close());

describe('entries read in two threads', () => {
  it.each([0, 1, 4097])(
    '[verify.read-beside] of %i entries the same log as one thread reads, damaged ones included',
    async (size) => {
      const { entries } = honestStory(Math.max(size, 12)).ledger;
      const honest = entries.slice(0, size);
      const damaged = honest.map((entry, i) => (i % 1000 === 7 || i === size - 1 ? entry.slice(1) : entry));
      for (const given of [honest, damaged]) {
        const alone = await readBeside(given, undefined);
        const beside = await readBeside(given, () => helper, 0);
        expect(beside.leaves).toEqual(alone.leaves);
        expect(readLog(given, beside)).toEqual(readLog(given));
        expect(readLog(given, alone)).toEqual(readLog(given));
      }
    },
  );

  it('[verify.read-beside] a thread that fails fails the reading', async () => {
    const { entries } = honestStory(5000).ledger;
    const broken = { run: async () => await Promise.reject(new Error('gone')) };
    await expect(readBeside(entries, () => broken, 0)).rejects.toThrow('gone');
  });
});
