import { configDefaults, defineConfig } from 'vitest/config';
import { longTests } from './vitest.long.ts';

export default defineConfig({
  test: {
    include: ['packages/*/src/**/*.test.ts', 'apps/*/src/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: [...configDefaults.exclude, ...longTests],
    setupFiles: ['test/lib/property-seed.ts'],
    // Child processes, native modules and process signals need real processes; two, because CI has two cores.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
