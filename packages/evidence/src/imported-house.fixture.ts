/** A ledger with an archive of ingested logs, under a clock that a test sets. Nothing in the events ever happened. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LawVersion } from '@remit/catalogue';
import { silentLogger, utf8 } from '@remit/core';
import { allSources, createIngest, openArchive } from '@remit/ingest';
import { startLedger } from '@remit/ledger';
import { compileScope, parseScope } from '@remit/scope';
import { packFromFiles, parseTrust, peopleBlob, verifyPack } from '@remit/verify';
import { buildPack } from './build-pack.ts';

/** The agent's role in the made events. */
export const ROLE = 'arn:aws:iam::123456789012:role/cost-review-agent';

/** Made from the documented schema of `AwsMcpEvent`. `id` is two digits; `at` RFC 3339. */
export function mcpEvent(
  id: string,
  at: string,
  over: { readonly tool?: string; readonly params?: unknown; readonly role?: string } = {},
): object {
  const { tool = 'search_documentation', params = { search_phrase: 'budgets' }, role = ROLE } = over;
  return {
    eventVersion: '1.08',
    userIdentity: {
      type: 'AssumedRole',
      arn: `${role.replace(':iam:', ':sts:').replace(':role/', ':assumed-role/')}/run-1`,
      sessionContext: { sessionIssuer: { type: 'Role', arn: role } },
    },
    eventTime: at,
    eventSource: 'aws-mcp.us-east-1.api.aws',
    eventName: 'CallTool',
    requestParameters: { method: tool, params },
    responseElements: { content: [{ type: 'text', text: 'found' }], isError: false },
    eventID: `00000000-0000-4000-8000-0000000000${id}`,
    eventType: 'AwsMcpEvent',
    recipientAccountId: '123456789012',
    eventCategory: 'Data',
  };
}

/** Opens a house at `2026-11-01`. */
export async function openImportedHouse(sources: Parameters<typeof createIngest>[0]['sources'] = allSources()) {
  const dir = mkdtempSync(join(tmpdir(), 'imported-house-'));
  let now = Date.parse('2026-11-01T00:00:00Z');
  const clock = { now: () => now };
  const ledger = await startLedger({
    dir,
    origin: 'remit.test/imported',
    software: 'test/1',
    clock,
    logger: silentLogger,
    witnesses: [],
  });
  const reader = ledger.reader();
  const ingest = createIngest({ dir, recorder: ledger, subjects: ledger, reader, clock, sources });
  const sub = ledger.handle('person', 'admin@lending.example');
  let files = 0;
  return {
    dir,
    ledger,
    reader,
    at(time: string) {
      now = Date.parse(time);
    },
    /** Ingests NDJSON or one document, and gives the id of the batch. */
    async ingest(text: string, name = `made-${files++}.json`): Promise<string> {
      const path = join(dir, name.replaceAll('/', '_'));
      writeFileSync(path, text);
      const report = await ingest.object({ name, path });
      if (report.batch === undefined) throw new Error(JSON.stringify(report));
      return report.batch;
    },
    async declareAgents(yaml: string): Promise<void> {
      const sha = await ledger.put(utf8(yaml));
      const chg = { what: 'agents.declare', ref: 'agents', sha } as const;
      await ledger.record({ t: 'registry.change', who: { sub }, chg }).durable;
    },
    async declarePeople(groups: readonly (readonly string[])[]): Promise<string> {
      const handles = groups.map((names) => names.map((name) => ledger.handle('person', name)));
      const sha = await ledger.put(utf8(peopleBlob(handles)));
      const chg = { what: 'people.alias', ref: 'people', sha } as const;
      const names = groups.map((one) => [...one]);
      const committed = { fields: { names: { kind: 'value', value: names } }, subjects: handles.flat() } as const;
      const record = ledger.record({ t: 'registry.change', who: { sub }, chg }, committed);
      await record.durable;
      return record.id;
    },
    async declareScope(yaml: string): Promise<void> {
      const parsed = parseScope(yaml);
      if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
      const compiled = compileScope(parsed.value, utf8(yaml));
      const sha = await ledger.put(utf8(yaml));
      const scope = { id: compiled.id, sha };
      const { agent, systemId: system, bundleSha, compiler } = compiled;
      const span = { from: new Date(compiled.from).toISOString(), to: new Date(compiled.to).toISOString() };
      await ledger.record({ t: 'scope.declare', who: { sub }, scope, dcl: { agent, system, ...span } }).durable;
      await ledger.record({ t: 'policy.activate', scope, act_pol: { bundle_sha: bundleSha, compiler } }).durable;
    },
    async declareSystem(system: string, card: string): Promise<void> {
      const sha = await ledger.put(utf8(card));
      const chg = { what: 'system.declare', ref: system, sha } as const;
      await ledger.record({ t: 'registry.change', who: { sub }, chg }).durable;
    },
    async pack(
      period: { from: string; to: string },
      catalogue?: LawVersion,
      sample?: { readonly seed: string; readonly n: number },
    ) {
      await ledger.sealHead();
      const archive = openArchive({ dir, reader });
      const built = await buildPack({
        reader,
        archive,
        period: { from: Date.parse(period.from), to: Date.parse(period.to) },
        now: Date.parse('2026-12-02'),
        software: 'test/1',
        verifierSource: utf8('// verifier\n'),
        ...(catalogue === undefined ? {} : { catalogue }),
        ...(sample === undefined ? {} : { sample }),
      }).finally(() => archive.close());
      return built;
    },
    async verify(pack: ReadonlyMap<string, Uint8Array>) {
      const trust = parseTrust(`log ${ledger.vkey}\nquorum none\n`);
      if (!trust.ok) throw new Error(trust.error);
      return await verifyPack(packFromFiles(pack), trust.value, Date.parse('2026-12-02'));
    },
    archive: () => openArchive({ dir, reader }),
    async close() {
      await ingest.close();
      reader.close();
      await ledger.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** What {@link openImportedHouse} gives. */
export type ImportedHouse = Awaited<ReturnType<typeof openImportedHouse>>;
