/** Writes the generated reference pages. Run after a build: `npm run gen`. Tests fail when a page is stale. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { configurationReference } from '../apps/remit/dist/config/reference.js';

const docs = new URL('../docs/', import.meta.url);
mkdirSync(docs, { recursive: true });
writeFileSync(new URL('configuration.md', docs), configurationReference());
console.log(`wrote ${fileURLToPath(new URL('configuration.md', docs))}`);
