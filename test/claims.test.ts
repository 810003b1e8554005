/** No page of the product and no help text claims what only people can judge, or repeats a known error of law. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findForbiddenClaims } from '@remit/catalogue';
import { expect, it } from 'vitest';
import { root } from './lib/workspace.ts';

const below = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(?:md|json)$/.test(name))
  .map((name) => join('docs', name));
// REVIEW.md names the words that reviews catch, so it is not held to them.
const pages = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'SECURITY.md', 'DEPENDENCY_POLICY.md'].concat(below);

it.each(pages)('[claims.pages] %s', (page) => {
  const found = findForbiddenClaims(readFileSync(join(root, page), 'utf8'));
  expect(found.map(({ rule, sentence }) => `${rule}: ${sentence}`)).toEqual([]);
});
