/** Every generated page and its text, in one list: `npm run gen` writes it, a test compares it with what is committed. */
import { readFileSync } from 'node:fs';
import { configurationReference } from '../../apps/remit/dist/config/reference.js';
import { commandReference } from '../../apps/remit/dist/reference/commands.js';
import { errorReference } from '../../apps/remit/dist/reference/errors.js';
import { recordReference } from '../../apps/remit/dist/reference/records.js';
import { configurationJsonSchema, recordJsonSchema } from '../../apps/remit/dist/reference/schemas.js';
import { adminErrors } from '../../apps/remit/dist/server/admin-errors.js';
import { metricsReference } from '../../apps/remit/dist/server/metrics/reference.js';
import { tracesReference } from '../../apps/remit/dist/server/tracing/reference.js';
import { budgetErrors } from '../../packages/budget/dist/index.js';
import { catalogueModule } from '../../packages/catalogue/compile.mjs';
import { evidenceErrors } from '../../packages/evidence/dist/index.js';
import { gatewayErrors } from '../../packages/gateway/dist/index.js';
import { allSources, sourcesReference } from '../../packages/ingest/dist/index.js';
import { ledgerErrors } from '../../packages/ledger/dist/index.js';
import { mcpErrors } from '../../packages/mcp/dist/index.js';
import { packJsonSchema, packSchemas } from '../../packages/record/dist/index.js';
import { registryErrors } from '../../packages/registry/dist/index.js';
import { secretsErrors } from '../../packages/secrets/dist/index.js';
import { storeErrors } from '../../packages/store/dist/index.js';
import { tlogErrors } from '../../packages/tlog/dist/index.js';

/** @param {string} name @returns {string} */
const catalogueData = (name) =>
  readFileSync(new URL(`../../packages/catalogue/data/${name}.yaml`, import.meta.url), 'utf8');

const errorTables = [
  { name: 'budget', table: budgetErrors },
  { name: 'gateway', table: gatewayErrors },
  { name: 'mcp', table: mcpErrors },
  { name: 'ledger', table: ledgerErrors },
  { name: 'registry', table: registryErrors },
  { name: 'evidence', table: evidenceErrors },
  { name: 'administration API', table: adminErrors },
  { name: 'store', table: storeErrors },
  { name: 'secrets', table: secretsErrors },
  { name: 'tlog', table: tlogErrors },
];

/** @param {(typeof packSchemas)[number]} schema @returns {[string, string]} */
function schemaPage(schema) {
  return [`docs/reference/schemas/${schema.name}.schema.json`, packJsonSchema(schema)];
}

/** Texts by path from the root of the workspace. Needs a build. @returns {ReadonlyMap<string, string>} */
export function generatedPages() {
  return new Map([
    ['packages/catalogue/src/data.gen.ts', catalogueModule(catalogueData)],
    ['docs/configuration.md', configurationReference()],
    ['docs/reference/configuration.schema.json', configurationJsonSchema()],
    ['docs/reference/errors.md', errorReference(errorTables)],
    ['docs/reference/metrics.md', metricsReference()],
    ['docs/reference/traces.md', tracesReference()],
    ['docs/reference/cli.md', commandReference()],
    ['docs/reference/records.md', recordReference()],
    ['docs/reference/record.schema.json', recordJsonSchema()],
    ['docs/sources.md', sourcesReference(allSources())],
    ...packSchemas.map(schemaPage),
  ]);
}
