import { rfc3339 } from '@remit/core';
import { describe, expect, it } from 'vitest';
import { packFromFiles } from './pack/pack-source.ts';
import { honestPack } from './testing/pack.ts';
import { verifyPack } from './verify-pack.ts';

describe('an honest pack', () => {
  it.each([12, 13, 40, 255, 256, 257, 300])('[verify.pass] of %i records passes', async (size) => {
    const { files, trust, now } = await honestPack(size);
    const report = await verifyPack(packFromFiles(files), trust, now);
    expect(report.steps.filter((step) => step.status === 'fail' || step.status === 'incomplete')).toEqual([]);
    expect(report.result).toBe('PASS');
    expect(rfc3339(now)).toBe(report.period?.to);
  });
});
