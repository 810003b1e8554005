/** One installation under test: gateway with its children, a witness behind a recorder, an upstream, keys, a scope. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LogLine, Program, Ran } from './programs.ts';
import { NotStarted, pause, runRemit, startProgram } from './programs.ts';
import { removeFolder } from './remove-folder.ts';
import type { Upstream } from './upstream.ts';
import { startUpstream } from './upstream.ts';
import type { WitnessRecorder } from './witness-recorder.ts';
import { startWitnessRecorder } from './witness-recorder.ts';

/** The tool `echo` of each server, for messages that start with `call`. */
const scope = (servers: readonly string[]) => `remit-scope: 1
id: campaign
system: { id: campaign, name: Campaign, purpose: Hold the gateway to its promises under faults }
agent: campaign-agent
declared-by: Campaign
approved-by: Campaign
valid: { from: 2020-01-01, to: 2099-12-31 }
servers:
${servers.map((server) => `  ${server}: { tools: { echo: { when: { message: { prefix: call } } } } }\n`).join('')}`;

/** Starts that may fail in a row, because their children were killed meanwhile. */
const MAX_STARTS = 20;

export interface Installation {
  readonly dir: string;
  readonly dataDir: string;
  readonly witnessDir: string;
  /** MCP endpoint of the server `fixed`; the same after each restart. */
  readonly url: string;
  readonly agentKey: string;
  readonly logVkey: string;
  readonly witnessVkey: string;
  readonly upstream: Upstream;
  readonly recorder: WitnessRecorder;
  /** Every log line of the gateway process and its children, oldest first. */
  readonly log: readonly LogLine[];
  /** Process id of the gateway, also while it starts; undefined while none runs. */
  gatewayPid(): number | undefined;
  witnessPid(): number | undefined;
  /** Starts the gateway and tries again when it is killed meanwhile. Resolves when it listens. */
  startGateway(): Promise<void>;
  startWitness(): Promise<void>;
  stopGateway(): Promise<void>;
  stopWitness(): Promise<void>;
  /** Runs a command with the administrator's key. */
  remit(...args: string[]): Promise<Ran>;
  /** Runs a command, which must succeed, and parses its JSON. */
  json(...args: string[]): Promise<Record<string, unknown>>;
  remove(): Promise<void>;
}

/** What differs between campaigns. */
export interface InstallationOptions {
  /** Sees the empty folders first and returns what undoes it once the processes have ended. */
  prepare?(folders: { data: string; witness: string }): () => void;
  /** Environment of the gateway and of every command. */
  readonly env?: Readonly<Record<string, string>>;
  /** Further lines of the configuration file. */
  readonly config?: string;
  readonly witnessEnv?: Readonly<Record<string, string>>;
  /** Lines under `servers:` beside `fixed`, by name; told the address of the fixed server. Their tool `echo` is in scope. */
  servers?(fixed: string): Readonly<Record<string, string>>;
}

/** Makes the installation and starts its witness and its gateway. */
export async function makeInstallation(options: InstallationOptions = {}): Promise<Installation> {
  const dir = mkdtempSync(join(tmpdir(), 'remit-campaign-'));
  const dataDir = join(dir, 'data');
  const witnessDir = join(dir, 'witness');
  for (const folder of [dataDir, witnessDir]) mkdirSync(folder, { mode: 0o700 });
  const undo = options.prepare?.({ data: dataDir, witness: witnessDir });
  const [upstream, recorder, port] = await Promise.all([startUpstream(), startWitnessRecorder(), freePort()]);
  const log: LogLine[] = [];
  let key = '';
  let gateway: Program | undefined;
  let gatewayPid: number | undefined;
  let witness: Program | undefined;

  const servers = { fixed: `{ url: "${upstream.url}" }`, ...options.servers?.(upstream.url) };
  const lines = Object.entries(servers).map(([name, body]) => `  ${name}: ${body}\n`);
  const base = `data: ${dataDir}\nlisten: { port: ${port} }\n${options.config ?? ''}servers:\n${lines.join('')}`;
  const configure = (rest: string) => writeFileSync(join(dir, 'remit.yaml'), base + rest);
  const remit = (...args: string[]) => runRemit(args, { cwd: dir, env: { ...options.env, REMIT_KEY: key } });
  const json = async (...args: string[]) => {
    const ran = await remit(...args, '--json');
    if (ran.code !== 0) throw new Error(`remit ${args.join(' ')} exited with ${ran.code}: ${ran.err}${ran.out}`);
    return JSON.parse(ran.out) as Record<string, unknown>;
  };

  configure('');
  const admin = await json('init', '--person', 'ada@bank.example');
  key = String(admin['token']);
  const logVkey = String(admin['vkey']);

  const startWitness = async () => {
    const args = ['witness', '--dir', witnessDir, '--name', 'campaign.witness', '--log', logVkey];
    witness = await startProgram([...args, '--listen', '127.0.0.1:0'], { cwd: dir, env: options.witnessEnv ?? {} });
    recorder.target = String(witness.said['url']);
  };
  await startWitness();
  const witnessVkey = String(witness?.said['vkey']);
  configure(`log:\n  witnesses: [{ name: campaign, url: "${recorder.url}", vkey: "${witnessVkey}" }]\n`);
  const caller = await json('key', 'create', '--person', 'clerk@bank.example', '--agent', 'campaign-agent');
  writeFileSync(join(dir, 'scope.yaml'), scope(Object.keys(servers)));
  await json('scope', 'declare', 'scope.yaml');

  const env = options.env ?? {};
  const startGateway = async () => {
    for (let failed = 0; ; failed++) {
      try {
        gateway = await startProgram(['up'], { cwd: dir, env, onLog: (line) => void log.push(line) }, (pid) => {
          gatewayPid = pid;
        });
        void gateway.exited.then(() => {
          if (gateway?.alive() !== true) gatewayPid = undefined;
        });
        return;
      } catch (error) {
        gatewayPid = undefined;
        if (!(error instanceof NotStarted) || failed >= MAX_STARTS) throw error;
        await pause(100);
      }
    }
  };
  await startGateway();

  const installation: Installation = {
    dir,
    dataDir,
    witnessDir,
    url: `http://127.0.0.1:${port}/mcp/fixed`,
    agentKey: String(caller['token']),
    logVkey,
    witnessVkey,
    upstream,
    recorder,
    log,
    gatewayPid: () => gatewayPid,
    witnessPid: () => (witness?.alive() === true ? witness.pid : undefined),
    startGateway,
    startWitness,
    async stopGateway() {
      await gateway?.stop();
      gatewayPid = undefined;
    },
    async stopWitness() {
      await witness?.stop();
    },
    remit,
    json,
    async remove() {
      for (const program of [gateway, witness]) {
        if (program?.alive() !== true) continue;
        program.kill('SIGKILL');
        await program.exited;
      }
      upstream.close();
      recorder.close();
      undo?.();
      await removeFolder(dir);
    },
  };
  return installation;
}

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
