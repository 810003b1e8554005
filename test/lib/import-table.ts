/** The import table of ARCHITECTURE.md as a literal. Moving a wall means changing both, with the reason. */

const floors0to3 = [
  'core',
  'tlog',
  'outbound',
  'record',
  'store',
  'scope',
  'secrets',
  'catalogue',
  'verify',
  'registry',
  'ledger',
  'budget',
];
const gatewayAndBelow = [...floors0to3, 'gateway'];

/** What each package may name in `dependencies`. `testing` may stand in anybody's `devDependencies`. */
export const importTable: Readonly<Record<string, readonly string[]>> = {
  core: [],
  tlog: ['core'],
  outbound: ['core'],
  record: ['core'],
  store: ['core', 'record'],
  scope: ['core', 'record'],
  secrets: ['core'],
  catalogue: ['core', 'tlog', 'record', 'scope'],
  verify: ['core', 'tlog', 'record', 'scope', 'catalogue'],
  registry: ['core', 'record', 'store'],
  ledger: ['core', 'tlog', 'record', 'store', 'secrets', 'outbound'],
  budget: ['core', 'record', 'store'],
  gateway: floors0to3,
  ingest: floors0to3,
  mcp: gatewayAndBelow,
  llm: gatewayAndBelow,
  evidence: [...floors0to3, 'ingest'],
  testing: [...gatewayAndBelow, 'ingest', 'mcp', 'llm', 'evidence'],
  remit: [...gatewayAndBelow, 'ingest', 'mcp', 'llm', 'evidence'],
  demo: [...gatewayAndBelow, 'ingest', 'mcp', 'llm', 'evidence', 'remit', 'testing'],
  bench: [...gatewayAndBelow, 'ingest', 'mcp', 'llm', 'evidence', 'remit', 'testing'],
};

/** What is wrong with one package's declared dependencies; empty when it keeps to the table. */
export function tableViolations(
  workspace: {
    readonly name: string;
    readonly dependencies: readonly string[];
    readonly devDependencies: readonly string[];
  },
  table: Readonly<Record<string, readonly string[]>>,
): string[] {
  const allowed = table[workspace.name];
  if (allowed === undefined) return [`${workspace.name} has no row in the import table (test/lib/import-table.ts)`];
  const forbidden = workspace.dependencies.filter((name) => !allowed.includes(name));
  const forbiddenDev = workspace.devDependencies.filter((name) => name !== 'testing' && !allowed.includes(name));
  return [
    ...forbidden.map((name) => `${workspace.name} must not depend on ${name}`),
    ...forbiddenDev.map((name) => `${workspace.name} must not depend on ${name}, not even for development`),
  ];
}
