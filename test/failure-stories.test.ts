/** docs/llm-failure-stories.md: each story names rows that exist, and each row made for a story is named. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadRequirements } from '../requirements/index.ts';
import { root } from './lib/workspace.ts';

it('[story.page] each failure story names what checks it, and no row made for one is left out', async () => {
  const page = readFileSync(join(root, 'docs/llm-failure-stories.md'), 'utf8');
  const rows = new Set((await loadRequirements()).map(({ id }) => id));
  const stories = page
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| Story') && !line.startsWith('| **'));
  const named = stories.flatMap((line) => {
    const ids = [...(line.split('|').at(-2) ?? '').matchAll(/`([^`]+)`/g)].map(([, id]) => id ?? '');
    expect(ids.length, line).toBeGreaterThan(0);
    return ids;
  });
  expect(named.filter((id) => !rows.has(id) && id !== 'npm run bench')).toEqual([]);
  const made = [...rows].filter((id) => id.startsWith('story.') && id !== 'story.page');
  expect(made.filter((id) => !named.includes(id))).toEqual([]);
  expect(stories.length).toBeGreaterThan(35);
  console.log(`${stories.length} failure stories, ${new Set(named).size} rows`);
});
