/** What the figures were measured on: without it they mean nothing. */
import { readFileSync } from 'node:fs';
import { arch, cpus, loadavg, platform, release, totalmem } from 'node:os';
import { inWorkspace } from './launch.ts';

/** Machine, its load now, and the versions of what is measured. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly system: string;
  /** Load average of the last minute. */
  readonly load: number;
  readonly versions: Readonly<Record<string, string>>;
}

/** Describes the machine at this moment. */
export function describeMachine(): Machine {
  const version = (path: string) =>
    // npm's own format.
    (JSON.parse(readFileSync(inWorkspace(path), 'utf8')) as { version: string }).version;
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${release()} ${arch()}`,
    load: loadavg()[0] ?? 0,
    versions: {
      node: process.versions.node,
      remit: version('apps/remit/package.json'),
      undici: version('node_modules/undici/package.json'),
      'better-sqlite3': version('node_modules/better-sqlite3/package.json'),
      'portkey gateway': version('node_modules/@portkey-ai/gateway/package.json'),
      'server-everything': version('node_modules/@modelcontextprotocol/server-everything/package.json'),
    },
  };
}
