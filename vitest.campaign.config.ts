import { defineConfig } from 'vitest/config';

/**
 * Fault campaigns: long, seeded, one file at a time. `CAMPAIGN=short` asks for the small seed set that CI runs; campaign
 * files read the choice from `process.env`.
 */
export default defineConfig({
  test: {
    include: ['test/**/*.campaign.ts'],
    pool: 'forks',
    maxWorkers: 1,
    fileParallelism: false,
    testTimeout: 45 * 60_000,
    hookTimeout: 5 * 60_000,
    env: { CAMPAIGN: process.env['CAMPAIGN'] === 'short' ? 'short' : 'whole' },
  },
});
