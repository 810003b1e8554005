import { defineConfig } from 'vitest/config';
import { longTests } from './vitest.long.ts';

/** The tests of vitest.long.ts and no other. */
export default defineConfig({
  test: {
    include: longTests,
    setupFiles: ['test/lib/property-seed.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
