/** Erasure on a real PostgreSQL cluster: what a recovery tool with every key finds before, and that it finds nothing after. */
import { cpSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { startPostgres } from '@remit/testing/postgres';
import { afterAll, describe, expect, it } from 'vitest';
import { makeInstallation } from './testing/installation.ts';
import { openMcpSession } from './testing/mcp-session.ts';
import { postgresChunks } from './testing/postgres-chunks.ts';
import { readFolder, recoverFrom } from './testing/recovery-tool.ts';

const SERVER = createRequire(new URL('../../../packages/mcp/package.json', import.meta.url)).resolve(
  '@modelcontextprotocol/server-filesystem/dist/index.js',
);
const PERSON = 'case-7731-quist';
/** What is known about the person, by where it was given. */
const VALUES = {
  reference: PERSON,
  argument: `${PERSON}/salary-statement.txt`,
  result: 'monthly salary 98431 of M. Quist',
  large: 'long report on M. Quist',
} as const;
const OTHER = 'monthly salary 11111 of B. Okafor';

const postgres = await startPostgres();
const house = makeInstallation('');
afterAll(async () => {
  await house.remove();
  if (postgres.kind === 'ready') await postgres.stop();
}, 60_000);

describe.skipIf(postgres.kind === 'absent')('erasing a person on PostgreSQL (skipped: no PostgreSQL)', () => {
  it('[erasure.postgres] with every key the tool finds each value in heap, WAL, a dump and a copy of the cluster; after the run nowhere, and the pack shows it (skipped: no PostgreSQL)', async () => {
    if (postgres.kind === 'absent') return;
    // Without the strategy the WAL would hold the whole catalogue, which takes the tool long and gives nothing.
    await postgres.admin('CREATE DATABASE erasing STRATEGY file_copy');
    writeFileSync(join(house.dir, 'database-url'), `${postgres.urlOf('erasing')}\n`, { mode: 0o600 });
    const folder = join(realpathSync(house.dir), 'applicants');
    for (const [name, text] of [
      [PERSON, VALUES.result],
      ['case-2', OTHER],
    ] as const) {
      mkdirSync(join(folder, name), { recursive: true });
      writeFileSync(join(folder, name, 'salary-statement.txt'), text);
    }
    writeFileSync(join(folder, PERSON, 'long.txt'), `${VALUES.large} ${'.'.repeat(9_000)} ${VALUES.large}`);
    writeFileSync(
      join(house.dir, 'remit.yaml'),
      `listen: { port: 0 }
log: { origin: erasing.test/log }
store: { postgres: { url: { file: database-url } } }
servers:
  files: { command: ${JSON.stringify(process.execPath)}, args: [${JSON.stringify(SERVER)}, ${JSON.stringify(folder)}] }
`,
    );
    writeFileSync(
      join(house.dir, 'scope.yaml'),
      `remit-scope: 1
id: letters
system: { id: letters-eu, name: Letters, purpose: Sort letters }
agent: clerk
declared-by: Head of Operations
approved-by: Compliance Office
valid: { from: 2026-01-01, to: 2099-12-31 }
servers:
  files:
    tools:
      read_text_file:
        when: { path: { path-within: { roots: [${JSON.stringify(folder)}], links: resolve } } }
        about: { argument: path, segment-after: ${JSON.stringify(folder)} }
`,
    );
    const admin = String((await house.json('init', '--person', 'ada@example.org'))['token']);
    house.key = admin;
    const grace = await house.json('key', 'create', '--person', 'grace@example.org', '--role', 'approver');
    const bob = await house.json('key', 'create', '--person', 'bob@example.org', '--agent', 'clerk');
    const up = await house.start('up');
    const declared = await house.remit('scope', 'declare', 'scope.yaml');
    if (declared.code !== 0) throw new Error(declared.err);
    const clerk = await openMcpSession(`${up.said['url']}/mcp/files`, String(bob['token']));
    for (const path of [VALUES.argument, `${PERSON}/long.txt`, 'case-2/salary-statement.txt']) {
      const answer = await clerk.call('read_text_file', { path: join(folder, path) });
      if (answer.result === undefined) throw new Error(JSON.stringify(answer));
    }

    // What others hold: a dump of the tables, and a copy of the whole cluster.
    const [dumps, copy] = [join(house.dir, 'dumps'), join(house.dir, 'copy-of-cluster')];
    mkdirSync(dumps, { mode: 0o777 });
    const rows: string[] = [];
    for (const [table, columns] of [
      ['entry', 'id, entry, dek, subjects, disclosures'],
      ['payload', 'record, field, sealed'],
      ['subject', 'handle, kind, reference'],
    ] as const) {
      // As pg_dump writes rows: bytes in hexadecimal.
      const line = `concat_ws(E'\\t', ${columns.replaceAll(',', '::text,')}::text) AS line`;
      const found = await postgres.admin(`SELECT ${line} FROM remit_ledger.${table}`, 'erasing');
      rows.push(...found.map((row) => String(row['line'])));
    }
    writeFileSync(join(dumps, 'tables.dump'), rows.join('\n'));
    await postgres.admin('CHECKPOINT');
    cpSync(postgres.dataDir, copy, { recursive: true });

    const data = join(house.dir, 'remit-data');
    const isWal = ({ where }: { readonly where: string }) => where.includes('/pg_wal/');
    const places = {
      dump: () => readFolder(dumps),
      wal: () => postgresChunks(postgres.dataDir).filter(isWal),
      heap: () => postgresChunks(postgres.dataDir).filter((chunk) => !isWal(chunk)),
      copy: () => postgresChunks(copy).filter((chunk) => !isWal(chunk)),
    };
    const values = [...Object.values(VALUES), OTHER];
    // The control, place by place.
    const hidden = Object.entries(places).flatMap(([place, chunks]) => {
      const found = recoverFrom([...readFolder(data), ...chunks()], values);
      return values.filter((value) => found.get(value)?.length === 0).map((value) => `${value} in ${place}`);
    });
    expect(hidden).toEqual([]);

    const asked = await house.json(
      'erase',
      'request',
      '--person',
      PERSON,
      '--basis',
      'gdpr-17-1-a',
      '--override-floor',
    );
    const id = String(asked['id']);
    house.key = String(grace['token']);
    await house.json('erase', 'approve', id);
    house.key = admin;
    expect(await house.json('erase', 'run', id)).toMatchObject({ state: 'done', done: { erased: 4 } });

    // In the rows themselves nothing of it is left, also not in dead ones.
    const left = await postgres.admin(
      'SELECT count(*)::int AS n FROM remit_ledger.subject WHERE reference IS NULL',
      'erasing',
    );
    expect(left).toEqual([{ n: 1 }]);
    await up.stop();
    await postgres.admin('CHECKPOINT');
    // Everything that was there before and is there now, together: a key from one place would open another.
    const everything = [
      ...readFolder(data),
      ...postgresChunks(postgres.dataDir),
      ...postgresChunks(copy),
      ...places.dump(),
    ];
    const found = recoverFrom(everything, values);
    for (const value of Object.values(VALUES)) expect([value, found.get(value)]).toEqual([value, []]);
    expect(found.get(OTHER)).not.toEqual([]);

    expect(await house.remit('ledger', 'check')).toMatchObject({ code: 0 });
    const head = await house.json('ledger', 'head');
    const trust = `log ${String(head['vkey'])}\nquorum none\n---\n${String(head['checkpoint'])}`;
    writeFileSync(join(house.dir, 'trust'), trust);
    await house.json('report', '--from', '2020-01-01', '--to', '2099-12-31', '--out', 'pack.zip');
    const verified = await house.remit('verify', 'pack.zip', '--trust', 'trust');
    expect(verified.out).toContain('PASS');
    expect(verified.out).toContain('2 erased with authorisation');
  }, 600_000);
});
