/** The whole product for a test: init, key, scope, witness, `remit up`, over the given servers; and what its ledger holds afterwards. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openLedgerReader } from '@remit/ledger';
import { familyOf, memoryOf } from '../../apps/bench/src/cpu.ts';
import type { Installation } from '../../apps/remit/src/testing/installation.ts';
import { makeInstallation } from '../../apps/remit/src/testing/installation.ts';

/** A running installation. */
export interface Product {
  readonly house: Installation;
  /** Base URL of the listener. */
  readonly url: string;
  readonly port: number;
  /** Key of the one agent, whose scope has every server's tool. */
  readonly key: string;
  readonly adminKey: string;
  readonly pid: number;
  /** Resident memory of gateway, sequencer and signer in MiB; upstream children are not in it. */
  memory(): number;
  /** Resident memory of the witness in MiB. */
  witnessMemory(): number;
  alive(): boolean;
  /** Number of records of each type. Reads beside the running server. */
  records(): Readonly<Record<string, number>>;
  /** The parsed records of the types, oldest first. */
  recordsOf(...types: string[]): readonly Readonly<Record<string, unknown>>[];
  /** What was written to standard error. */
  stop(): Promise<string>;
}

/** What differs between tests. */
export interface ProductOptions {
  /** Lines under `servers:`, by name. */
  readonly servers: Readonly<Record<string, string>>;
  /** Tool of each server that is in scope, with what stands under it. */
  readonly tools: Readonly<Record<string, string>>;
  /** Seconds that a request may take to arrive. */
  readonly requestSeconds?: number;
}

/** Starts it. A witness cosigns, as in production. */
export async function startProduct({ servers, tools, requestSeconds = 60 }: ProductOptions): Promise<Product> {
  const house = makeInstallation();
  const listen = `logging: { level: warn }\nlisten: { port: 0, request-seconds: ${requestSeconds} }\n`;
  const lines = Object.entries(servers).map(([name, body]) => `  ${name}: ${body}\n`);
  const configure = (more: string) =>
    writeFileSync(join(house.dir, 'remit.yaml'), `${listen}servers:\n${lines.join('')}${more}`);
  configure('');
  const admin = await house.json('init', '--person', 'ada@bank.example');
  const adminKey = String(admin['token']);
  house.key = adminKey;
  const vkey = String(admin['vkey']);
  const where = ['--dir', join(house.dir, 'witness'), '--listen', '127.0.0.1:0'];
  const witness = await house.start('witness', ...where, '--name', 'test.witness', '--log', vkey);
  const { url: witnessUrl, vkey: witnessKey } = witness.said;
  configure(`log:\n  witnesses: [{ name: test, url: "${witnessUrl}", vkey: "${witnessKey}" }]\n`);
  const caller = await house.json('key', 'create', '--person', 'clerk@bank.example', '--agent', 'clerk');
  writeFileSync(join(house.dir, 'scope.yaml'), scope(tools));
  await house.json('scope', 'declare', 'scope.yaml');
  const up = await house.start('up');
  const pid = up.process.pid ?? 0;
  const url = String(up.said['url']);
  const read = <T>(use: (reader: ReturnType<typeof openLedgerReader>) => T): T => {
    const reader = openLedgerReader(join(house.dir, 'remit-data'));
    try {
      return use(reader);
    } finally {
      reader.close();
    }
  };
  // The ledger's entries are canonical JSON objects (packages/record).
  const parse = (entry: Uint8Array) => JSON.parse(Buffer.from(entry).toString('utf8')) as Record<string, unknown>;
  return {
    house,
    url,
    port: Number(new URL(url).port),
    key: String(caller['token']),
    adminKey,
    pid,
    memory: () =>
      familyOf(pid)
        .filter((one) => one.pid === pid || /(sequencer|signer)\/main/.test(one.command))
        .reduce((sum, one) => sum + memoryOf(one.pid), 0) /
      2 ** 20,
    witnessMemory: () => memoryOf(witness.process.pid ?? 0) / 2 ** 20,
    alive: () => up.process.exitCode === null && up.process.signalCode === null,
    records: () =>
      read((reader) => {
        const counts: Record<string, number> = {};
        for (const { entry } of reader.entries(0, reader.size())) {
          const type = String(parse(entry)['t']);
          counts[type] = (counts[type] ?? 0) + 1;
        }
        return counts;
      }),
    recordsOf: (...types) => read((reader) => [...reader.byType(types)].map(({ entry }) => parse(entry))),
    async stop() {
      const ran = await up.stop();
      await house.remove();
      return ran.err;
    },
  };
}

function scope(tools: Readonly<Record<string, string>>): string {
  const servers = Object.entries(tools).map(([server, tool]) => `  ${server}:\n    tools:\n      ${tool}\n`);
  return `remit-scope: 1
id: hostile
system: { id: hostile, name: Hostile, purpose: Meet what must not be trusted }
agent: clerk
declared-by: Test
approved-by: Test
valid: { from: 2020-01-01, to: 2099-12-31 }
servers:
${servers.join('')}`;
}
