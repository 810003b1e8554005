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

/** What differs between the installations that are measured. */
export interface Installed {
  /** The configuration file, without listener, logging and witnesses. */
  readonly config: string;
  /** The scope file of the agent `bench-agent`, from `servers:` or `models:` on. */
  readonly scope: string;
  /** The list of budgets. Default: none. */
  readonly budgets?: string;
  /** For `remit up` alone. */
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * Starts one over the given `servers:` section; the tool `echo` of each server is in scope. `environment` is for `remit up`
 * alone, `more` are further lines of the configuration.
 */
export function startRemit(
  servers: Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string>> = {},
  more = '',
): Promise<RemitUnderTest> {
  const lines = Object.entries(servers).map(([name, body]) => `  ${name}: ${body}\n`);
  const tools = Object.keys(servers).map(
    (name) => `  ${name}:\n    tools:\n      echo:\n        when: { message: { prefix: call } }\n`,
  );
  return startInstallation({
    config: `servers:\n${lines.join('')}${more}`,
    scope: `servers:\n${tools.join('')}`,
    environment,
  });
}

/** Starts one, with its witness. */
export async function startInstallation({ config, scope, budgets, environment }: Installed): Promise<RemitUnderTest> {
  const dir = mkdtempSync(join(tmpdir(), 'remit-bench-'));
  const configure = (rest: string) =>
    writeFileSync(join(dir, 'remit.yaml'), `listen: { port: 0 }\nlogging: { level: warn }\n${config}${rest}`);
  configure('');
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
  const { url, vkey } = witness.said;
  configure(`log:\n  witnesses: [{ name: bench, url: "${String(url)}", vkey: "${String(vkey)}" }]\n`);
  const command = (...args: string[]) => runJson(MAIN, [...args, '--json'], { cwd: dir, env });
  const key = await command('key', 'create', '--person', 'clerk@example.org', '--agent', 'bench-agent');
  writeFileSync(join(dir, 'scope.yaml'), SCOPE + scope);
  await command('scope', 'declare', 'scope.yaml');
  const started = Date.now();
  const up = await launch(MAIN, ['up', '--json'], { cwd: dir, env: { ...env, ...environment } });
  const coldStartMs = Date.now() - started;
  if (budgets !== undefined) {
    writeFileSync(join(dir, 'budgets.yaml'), budgets);
    await command('budget', 'declare', 'budgets.yaml');
  }
  return {
    url: String(up.said['url']),
    agentKey: String(key['token']),
    pid: up.pid,
    dir,
    coldStartMs,
    stop: () => stop(up, witness, dir),
  };
}

async function stop(up: Started, witness: Started, dir: string): Promise<void> {
  await up.stop();
  await witness.stop();
  rmSync(dir, { recursive: true, force: true });
}

const SCOPE = `remit-scope: 1
id: bench
system: { id: bench, name: Bench, purpose: Measure the gateway }
agent: bench-agent
declared-by: Bench
approved-by: Bench
valid: { from: 2020-01-01, to: 2099-12-31 }
`;
