import { expect, it } from 'vitest';
import { stampHead } from './stamp-head.ts';

const ledger = { sealHead: () => Promise.resolve({ signedSize: 9 } as never) };

it('[report.stamped] a report asks each authority for a token over the head that covers everything until now', async () => {
  let size = 4;
  const anchors = {
    heads: () => [{ name: 'office', size, at: 1_000, state: 'ok' as const }],
    now: () => {
      size = 9;
      return Promise.resolve();
    },
  };
  expect(await stampHead({ ledger, anchors })).toEqual([{ name: 'office', size: 9, at: 1_000 }]);
  expect(await stampHead({ ledger, anchors: { ...anchors, heads: () => [] } })).toBeUndefined();
});

it('[report.stamped] an authority that is silent holds the report up for a bounded time, and what it stamped before is said', async () => {
  const heads = () => [
    { name: 'office', size: 4, at: 1_000, state: 'ok' as const },
    { name: 'away', size: 0, state: 'failing' as const, reason: 'it answered 503' },
  ];
  const anchors = { heads, now: () => new Promise<void>(() => {}) };
  expect(await stampHead({ ledger, anchors }, 1)).toEqual([
    { name: 'office', size: 4, at: 1_000, reason: 'it did not answer within 0.001 s' },
    { name: 'away', size: 0, reason: 'it answered 503' },
  ]);
});
