/** docs/foreign-logs.md holds the table of exceptions as it stands in the code. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { foreignKinds } from './foreign-kinds.ts';

it('[imported.exceptions] the page on foreign logs has a row for every kind, with its rule and what it needs', () => {
  const page = readFileSync(new URL('../../../../docs/foreign-logs.md', import.meta.url), 'utf8');
  for (const [kind, { rule, needs }] of Object.entries(foreignKinds)) {
    const from = needs.length === 0 ? 'the record of the batch' : needs.join(', ');
    expect(page).toContain(`| \`${kind}\` | ${rule} | ${from} |`);
  }
});
