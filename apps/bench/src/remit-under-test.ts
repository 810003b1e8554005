/** A Remit installation with everything on: scope, records, signer, witness. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Started } from './launch.ts';
import { inWorkspace, launch, runJson } from './launch.ts';

const MAIN = inWorkspace('apps/remit/dist/main.js');

export interface RemitUnderTest {
  readonly url: string;
  readonly agentKey: string;
  readonly pid: number;
  readonly dir: string;
  /** Milliseconds from start to the first line. */
  readonly coldStartMs: number;
  stop(): Promise<void>;
}

/** Starts one over the given `servers:` section; the tool `echo` of each server is in scope. `environment` is for `remit up` alone. */
export async function startRemit(
  servers: Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string>> = {},
): Promise<RemitUnderTest> {
  const dir = mkdtempSync(join(tmpdir(), 'remit-bench-'));
  writeFileSync(join(dir, 'remit.yaml'), configuration(servers, ''));
  const admin = await runJson(MAIN, ['init', '--person', 'bench@example.org', '--json'], { cwd: dir });
  const env = { REMIT_KEY: String(admin['token']) };
  const witness = await launch(
    MAIN,
    [
      'witness',
      '--dir',
      join(dir, 'witness'),
      '--name',
      'bench.witness',
      '--log',
      String(admin['vkey']),
      '--listen',
      '127.0.0.1:0',
      '--json',
    ],
    { cwd: dir },
  );
  writeFileSync(
    join(dir, 'remit.yaml'),
    configuration(
      servers,
      `log:\n  witnesses: [{ name: bench, url: "${String(witness.said['url'])}", vkey: "${String(witness.said['vkey'])}" }]\n`,
    ),
  );
  const key = await runJson(
    MAIN,
    ['key', 'create', '--person', 'clerk@example.org', '--agent', 'bench-agent', '--json'],
    { cwd: dir, env },
  );
  writeFileSync(join(dir, 'scope.yaml'), scope(Object.keys(servers)));
  await runJson(MAIN, ['scope', 'declare', 'scope.yaml', '--json'], { cwd: dir, env });
  const started = Date.now();
  const up = await launch(MAIN, ['up', '--json'], { cwd: dir, env: { ...env, ...environment } });
  return {
    url: String(up.said['url']),
    agentKey: String(key['token']),
    pid: up.pid,
    dir,
    coldStartMs: Date.now() - started,
    stop: () => stop(up, witness, dir),
  };
}

async function stop(up: Started, witness: Started, dir: string): Promise<void> {
  await up.stop();
  await witness.stop();
  rmSync(dir, { recursive: true, force: true });
}

function configuration(servers: Readonly<Record<string, string>>, rest: string): string {
  const lines = Object.entries(servers).map(([name, body]) => `  ${name}: ${body}\n`);
  return `listen: { port: 0 }\nlogging: { level: warn }\nservers:\n${lines.join('')}${rest}`;
}

function scope(servers: readonly string[]): string {
  const tools = servers.map(
    (name) => `  ${name}:\n    tools:\n      echo:\n        when: { message: { prefix: call } }\n`,
  );
  return `remit-scope: 1
id: bench
system: { id: bench, name: Bench, purpose: Measure the gateway }
agent: bench-agent
declared-by: Bench
approved-by: Bench
valid: { from: 2020-01-01, to: 2099-12-31 }
servers:
${tools.join('')}`;
}
