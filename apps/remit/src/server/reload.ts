/**
 * The configuration file read again while calls run. All of it is checked, then recorded, then put in force in one go;
 * whatever fails before leaves everything as it was. Calls under way finish on what they began with.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Result } from '@remit/core';
import { canonicalize, err, ok, utf8 } from '@remit/core';
import type { McpHandler, ServerConfig } from '@remit/mcp';
import type { RecordDraft } from '@remit/record';
import type { Caller } from '@remit/registry';
import { whoOf } from '@remit/registry';
import type { Config } from '../config/load.ts';
import { redactedConfig } from '../config/redacted.ts';
import { serverConfigs } from '../config/servers.ts';
import type { ReloadView } from './admin-types.ts';
import type { House } from './house-types.ts';
import { SOFTWARE } from './software.ts';

/** Reads the configuration again. `by` is absent at a signal. The error is a list of finished sentences. */
export type Reload = (by: Caller | undefined) => Promise<Result<ReloadView, string[]>>;

/** What may change while the server runs: keys of the configuration file. Everything else needs a restart. */
const CHANGEABLE: ReadonlySet<string> = new Set(['servers', 'approvals', 'logging']);

type Change = ReloadView['servers'][number];

/** One reload at a time. `reread` reads the file the way the start did. */
export function createReload(deps: {
  house: House;
  mcp: Pick<McpHandler, 'setServers'>;
  servers: readonly ServerConfig[];
  reread: () => Result<Config, string[]>;
}): Reload {
  const { house, mcp } = deps;
  let inForce = deps.servers;
  let last: Promise<unknown> = Promise.resolve();

  async function reload(by: Caller | undefined): Promise<Result<ReloadView, string[]>> {
    const read = deps.reread();
    if (!read.ok) return read;
    const next = read.value;
    const fixed = fixedDifferences(house.config, next);
    if (fixed.length > 0) return err(fixed);
    const servers = resolved(next);
    if (!servers.ok) return servers;
    const changes = changesOf(inForce, servers.value);
    const settings = [...CHANGEABLE].filter(
      (key) => key !== 'servers' && !isDeepStrictEqual(part(house.config, key), part(next, key)),
    );
    if (changes.length === 0 && settings.length === 0) return ok({ servers: [], settings: [] });
    try {
      await record(house, by, next, changes);
    } catch (error) {
      return err([
        `The change could not be recorded, so nothing changed. ${error instanceof Error ? error.message : ''}`,
      ]);
    }
    mcp.setServers(servers.value);
    inForce = servers.value;
    house.reconfigure(next);
    house.logger.info({ servers: changes, settings }, 'configuration read again');
    return ok({ servers: changes, settings });
  }

  return (by) => {
    const run = last.then(() => reload(by));
    last = run.catch(() => undefined);
    return run;
  };
}

function part(config: Config, key: string): unknown {
  return Object.entries(config.file).find(([name]) => name === key)?.[1];
}

function fixedDifferences(before: Config, after: Config): string[] {
  const keys = new Set([...Object.keys(before.file), ...Object.keys(after.file)]);
  const differing = [...keys].filter(
    (key) => !CHANGEABLE.has(key) && !isDeepStrictEqual(part(before, key), part(after, key)),
  );
  return differing.map(
    (key) => `${key}: cannot change while the server runs. Restart it, or set the old value back. Nothing was changed.`,
  );
}

/** Secret files are read here, so that one that is missing changes nothing. */
function resolved(config: Config): Result<ServerConfig[], string[]> {
  try {
    return ok(serverConfigs(config));
  } catch (error) {
    return err([`servers: ${error instanceof Error ? error.message : String(error)}. Nothing was changed.`]);
  }
}

function changesOf(before: readonly ServerConfig[], after: readonly ServerConfig[]): Change[] {
  const named = (list: readonly ServerConfig[], name: string) => list.find((one) => one.name === name);
  return [
    ...before.flatMap(({ name }): Change[] =>
      named(after, name) === undefined ? [{ name, what: 'server.remove' }] : [],
    ),
    ...after.flatMap((server): Change[] => {
      const old = named(before, server.name);
      if (old === undefined) return [{ name: server.name, what: 'server.add' }];
      return isDeepStrictEqual(old, server) ? [] : [{ name: server.name, what: 'server.change' }];
    }),
  ];
}

/** Resolves when everything is durable. */
async function record(house: House, by: Caller | undefined, next: Config, changes: readonly Change[]): Promise<void> {
  const sha = await house.ledger.put(utf8(canonicalize(redactedConfig(next.file))));
  const drafts: RecordDraft[] = changes.map(({ name, what }) => ({
    t: 'registry.change',
    ...(by === undefined ? {} : { who: whoOf(by) }),
    chg: { what, ref: name, sha },
  }));
  const all = [...drafts, { t: 'config.change' as const, cfg: { sha, software: SOFTWARE } }];
  await Promise.all(all.map((draft) => house.ledger.record(draft).durable));
}
