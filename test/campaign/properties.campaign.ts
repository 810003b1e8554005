/**
 * The property tests of the whole workspace again and again, each round with another seed, for a bounded time. The first
 * failure ends it and says how to repeat it. `npm test` runs the same tests with one fixed seed.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, it } from 'vitest';
import { root, sourceFiles } from '../lib/workspace.ts';
import { campaignSeed, createRandom, isShort } from './lib/random.ts';
import { say } from './lib/table.ts';

/** No round starts later than this; the short set runs one. */
const SECONDS = isShort ? 0 : Number(process.env['CAMPAIGN_PROPERTY_SECONDS'] ?? 180);
/** fast-check takes a signed 32-bit seed. */
const LARGEST_SEED = 0x7fff_ffff;

it('[campaign.properties] the property tests hold with random seeds', async () => {
  const files = sourceFiles('.test.ts')
    .filter((file) => readFileSync(file, 'utf8').includes("from 'fast-check'"))
    .map((file) => relative(root, file));
  expect(files.length).toBeGreaterThan(20);
  const random = createRandom(campaignSeed());
  const began = performance.now();
  let rounds = 0;
  do {
    const seed = random.between(1, LARGEST_SEED);
    const { failed, text } = await round(files, seed);
    const repeat = failed.map((file) => `PROPERTY_SEED=${seed} npx vitest run ${file}`);
    if (failed.length > 0) say(`FAILED with the property seed ${seed}; repeat with\n${repeat.join('\n')}`);
    expect(failed, `repeat with ${repeat.join(' ; ')}\n${text}`).toEqual([]);
    rounds += 1;
    say(`${((performance.now() - began) / 1000).toFixed(0).padStart(5)} s  round ${rounds}, property seed ${seed}: ok`);
  } while ((performance.now() - began) / 1000 < SECONDS);
  say(`${rounds} rounds of ${files.length} files with property tests, each with a seed of its own`);
});

/** Runs the files in a process of their own. `failed`: the files with a failure; the first one when none can be named. */
async function round(files: readonly string[], seed: number): Promise<{ failed: string[]; text: string }> {
  const runner = spawn(
    process.execPath,
    [join(root, 'node_modules/vitest/vitest.mjs'), 'run', ...files, '--reporter=dot', '--no-color'],
    {
      cwd: root,
      // Without what the outer test runner put there for itself.
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'], PROPERTY_SEED: String(seed) },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let text = '';
  const keep = (part: Buffer) => (text = (text + part.toString()).slice(-20_000));
  runner.stdout.on('data', keep);
  runner.stderr.on('data', keep);
  const [code] = (await once(runner, 'close')) as [number | null];
  if (code === 0) return { failed: [], text };
  const named = files.filter((file) => text.includes(` ${file} `) || text.includes(` ${file}\n`));
  return { failed: named.length > 0 ? named : files.slice(0, 1), text };
}
