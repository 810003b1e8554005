/** The table of disk faults: which file, which fault, and what must still work while it lasts. */
import { createHash } from 'node:crypto';
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type EndFault, failCalls, fill, limitFiles, limitObstacle, mountObstacle, straceObstacle } from './faults.ts';
import type { Installation } from './installation.ts';
import { pidOf, TARGETS, type Target } from './killer.ts';

/** A command that meets the broken file by itself: it must fail with a clear error, and work when the fault is over. */
export type Probe = (installation: Installation) => Promise<{ readonly ok: boolean; readonly says: string }>;

export interface FaultCase {
  readonly error: 'ENOSPC' | 'EIO' | 'EFBIG';
  readonly file: string;
  /** `closed`: no decision can be made durable, so calls are refused. `open`: the file is on no call's way. */
  readonly calls: 'closed' | 'open';
  /** Set when the witness cannot cosign, or the log cannot sign, while the fault lasts. */
  readonly signing?: 'stopped';
  readonly probe?: Probe;
  /** In the short set too. */
  readonly short?: boolean;
  readonly obstacle: string | undefined;
  begin(installation: Installation): Promise<EndFault>;
}

const WRITES = ['write', 'pwrite64', 'writev', 'pwritev'];
const SYNCS = ['fsync', 'fdatasync'];

function pids(installation: Installation, targets: readonly Target[]): number[] {
  return targets.flatMap((target) => pidOf(installation, target) ?? []);
}

const GATEWAY: readonly Target[] = ['gateway', 'sequencer', 'signer'];

function full(file: string, folder: (i: Installation) => string, rest: Pick<FaultCase, 'calls'> & Partial<FaultCase>) {
  const begin = (installation: Installation) => Promise.resolve(fill(folder(installation)));
  return { error: 'ENOSPC', file, obstacle: mountObstacle(), begin, ...rest } as const satisfies FaultCase;
}

function failing(
  file: string,
  paths: (i: Installation) => readonly string[],
  calls: readonly string[],
  rest: Pick<FaultCase, 'calls'> & Partial<FaultCase> & { readonly in?: readonly Target[] },
) {
  const begin = (installation: Installation) =>
    failCalls(pids(installation, rest.in ?? GATEWAY), paths(installation), calls);
  return { error: 'EIO', file, obstacle: straceObstacle(), begin, ...rest } as const satisfies FaultCase;
}

function limited(
  file: string,
  bytes: (i: Installation) => number,
  of: readonly Target[],
  rest: Pick<FaultCase, 'calls'> & Partial<FaultCase>,
) {
  const begin = (installation: Installation) =>
    // The gateway passes its limit on to children that it starts again.
    limitFiles(pids(installation, of), bytes(installation), () => pids(installation, TARGETS));
  return { error: 'EFBIG', file, obstacle: limitObstacle(), begin, ...rest } as const satisfies FaultCase;
}

/** Makes a key: writes the control store. */
const makeKey: Probe = async (installation) => {
  const ran = await installation.remit('key', 'create', '--person', 'eve@bank.example', '--agent', 'other-agent');
  return { ok: ran.code === 0, says: ran.err };
};

const probeScope = (n: number) => `remit-scope: 1
id: probe-${n}
system: { id: probe, name: Probe, purpose: Meet the blob store }
agent: probe-agent-${n}
declared-by: Campaign
approved-by: Campaign
valid: { from: 2020-01-01, to: 2099-12-31 }
servers: { fixed: { tools: { echo: { when: { message: { prefix: probe } } } } } }
`;

/** Declares a scope of its own: writes a blob. */
function declareScope(n: number): Probe {
  return async (installation) => {
    writeFileSync(join(installation.dir, `probe-${n}.yaml`), probeScope(n));
    const ran = await installation.remit('scope', 'declare', `probe-${n}.yaml`);
    return { ok: ran.code === 0, says: ran.err };
  };
}

function blobFolder(installation: Installation, n: number): string {
  const digest = createHash('sha256').update(probeScope(n)).digest('hex');
  return join(installation.dataDir, 'blobs', digest.slice(0, 2));
}

/** Draft names of the tiles that grow next: partial tiles of the first entries and hashes. */
function nextTiles(installation: Installation): string[] {
  const log = join(installation.dataDir, 'log', 'tile');
  const tiles: string[] = [];
  for (let n = 0; n < 8; n++)
    for (let width = 1; width < 256; width++)
      tiles.push(join(log, 'entries', `00${n}.p`, `${width}.tmp`), join(log, '0', `00${n}.p`, `${width}.tmp`));
  return tiles;
}

const data = (name: string) => (installation: Installation) => join(installation.dataDir, name);
const witnessFolder = (installation: Installation) => join(installation.witnessDir, 'state');
const database = (i: Installation) =>
  ['ledger.sqlite', 'ledger.sqlite-wal'].map((name) => join(i.dataDir, 'ledger', name));
const signerFile = (name: string) => (i: Installation) => [join(i.dataDir, 'signer', name)];
const sizeOf = (path: string) => statSync(path).size;

/** Folders that get a small file system each, so that one can be full while the others are not; outer ones first. */
export function foldersToFill(folders: { readonly data: string; readonly witness: string }): string[] {
  return [
    folders.data,
    ...['ledger', 'signer', 'log', 'blobs'].map((name) => join(folders.data, name)),
    join(folders.witness, 'state'),
  ];
}

export const FAULT_CASES: readonly FaultCase[] = [
  full('ledger database and WAL', data('ledger'), { calls: 'closed', short: true }),
  full('signer journal and state', data('signer'), { calls: 'closed' }),
  full('tiles and checkpoint', data('log'), { calls: 'open', signing: 'stopped', short: true }),
  full('blobs', data('blobs'), { calls: 'open', probe: declareScope(1) }),
  full('control store', data(''), { calls: 'open', probe: makeKey }),
  full('witness state', witnessFolder, { calls: 'open', signing: 'stopped' }),
  failing('ledger database and WAL, writes', database, WRITES, { calls: 'closed' }),
  failing('ledger database and WAL, syncs', database, SYNCS, { calls: 'closed' }),
  failing('signer journal, writes', signerFile('journal'), WRITES, { calls: 'closed' }),
  failing('signer journal, syncs', signerFile('journal'), SYNCS, { calls: 'closed', short: true }),
  failing('signer state', signerFile('state.json.tmp'), [...WRITES, ...SYNCS], { calls: 'open', signing: 'stopped' }),
  failing('tiles', nextTiles, [...WRITES, ...SYNCS], { calls: 'open', signing: 'stopped' }),
  failing('checkpoint', (i) => [join(i.dataDir, 'log', 'checkpoint.tmp')], [...WRITES, ...SYNCS], {
    calls: 'open',
    signing: 'stopped',
  }),
  failing('blobs, syncs of the folder', (i) => [blobFolder(i, 2)], SYNCS, { calls: 'open', probe: declareScope(2) }),
  failing('control store', (i) => [join(i.dataDir, 'control.sqlite-wal')], [...WRITES, ...SYNCS], {
    calls: 'open',
    probe: makeKey,
  }),
  failing('witness state', (i) => [stateDraft(i)], [...WRITES, ...SYNCS], {
    calls: 'open',
    signing: 'stopped',
    in: ['witness'],
  }),
  limited('ledger database and WAL', () => 4096, ['gateway', 'sequencer'], { calls: 'closed' }),
  limited('signer journal and state', (i) => sizeOf(join(i.dataDir, 'signer', 'journal')) + 40, ['gateway', 'signer'], {
    calls: 'closed',
    short: true,
  }),
  limited('control store and blobs', () => 128, ['gateway'], { calls: 'open', probe: makeKey }),
  limited('witness state', () => 64, ['witness'], { calls: 'open', signing: 'stopped' }),
];

function stateDraft(installation: Installation): string {
  const origin = installation.logVkey.split('+')[0] ?? '';
  const hash = createHash('sha256').update(origin).digest('hex');
  return join(installation.witnessDir, 'state', `${hash}.json.tmp`);
}
