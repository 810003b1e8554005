import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parseSystemCard } from './card/parse-card.ts';
import { findForbiddenClaims } from './claims/find-claims.ts';
import { STATUS_WORDS, statusMeanings } from './status.ts';

const page = readFileSync(new URL('../../../docs/catalogue.md', import.meta.url), 'utf8');

it('[catalogue.page] says what each status word means, shows a card that is accepted, and claims nothing', () => {
  for (const word of STATUS_WORDS) expect(page).toContain(`| \`${word}\` | ${statusMeanings[word]} |`);
  const card = /```yaml\n(remit-system[\s\S]*?)```/.exec(page)?.[1] ?? expect.unreachable('no example card');
  expect(parseSystemCard(card)).toMatchObject({ ok: true });
  expect(findForbiddenClaims(page)).toEqual([]);
});
