/** Writes the generated reference pages. Run after a build: `npm run gen`. Tests fail when a page is stale. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generatedPages } from './lib/references.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
for (const [page, text] of generatedPages()) {
  mkdirSync(dirname(join(root, page)), { recursive: true });
  writeFileSync(join(root, page), text);
  console.log(`wrote ${page}`);
}
