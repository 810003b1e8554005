/** The requirements manifest and the tests say the same: the product's own traceability (requirements/requirement.ts). */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadRequirements } from '../requirements/index.ts';
import { citationsOf } from './lib/citations.ts';
import { gateProblems } from './lib/requirements-gate.ts';
import { readJson, root, sourceFiles } from './lib/workspace.ts';

it('[workspace.requirements-gate] every requirement is checked, and every citation has its requirement', async () => {
  const rows = await loadRequirements();
  const citations = sourceFiles('.test.ts', '.campaign.ts').flatMap((file) =>
    citationsOf(readFileSync(join(root, file), 'utf8'), file),
  );
  // Shape: our own package.json.
  const manifest = readJson('package.json') as { scripts: Record<string, string> };
  const problems = gateProblems({
    rows,
    citations,
    scripts: Object.keys(manifest.scripts),
    exists: (path) => existsSync(join(root, path)),
  });
  console.log(`requirements: ${rows.length} rows, ${citations.length} citations`);
  expect(problems).toEqual([]);
});
