/** `remit ledger migrate`: keys and log of a data folder into the PostgreSQL database of the configuration. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Result } from '@remit/core';
import { canonicalize, err, ok } from '@remit/core';
import type { Migrated } from '@remit/ledger';
import { lockDataFolder, migrateToPostgres } from '@remit/ledger';
import type { ControlStore } from '@remit/store';
import { openControlStore, openPostgresControlStore } from '@remit/store';

/** Copies and compares. The error says why nothing was moved. Rejects when the server cannot be reached. */
export async function migrateFolder(dir: string, origin: string, url: string): Promise<Result<Migrated, string>> {
  const lock = lockDataFolder(dir);
  if (!lock.ok) return err(`${dir} is in use. Stop the server first: nothing may be recorded meanwhile.`);
  try {
    const keys = await migrateKeys(join(dir, 'control.sqlite'), url);
    if (!keys.ok) return keys;
    const log = await migrateToPostgres(dir, origin, url);
    return log.ok ? ok({ ...log.value, says: [...log.value.says, keys.value] }) : log;
  } finally {
    lock.value.release();
  }
}

async function migrateKeys(path: string, url: string): Promise<Result<string, string>> {
  if (!existsSync(path)) return err(`${path} is missing: the data folder is not whole.`);
  const from = await openControlStore(path);
  const to = await openPostgresControlStore(url);
  try {
    const wanted = await from.keys.all();
    const there = new Set((await to.keys.all()).map(({ id }) => id));
    for (const key of wanted) if (!there.has(key.id)) await to.keys.insert(key);
    const same = canonicalize(plain(await to.keys.all())) === canonicalize(plain(wanted));
    return same
      ? ok(`${wanted.length} keys, the same on both sides.`)
      : err('The database holds other keys than control.sqlite. Use an empty database.');
  } finally {
    await from.close();
    await to.close();
  }
}

/** Writes the keys of a PostgreSQL database into a new SQLite file, for a backup. */
export async function exportKeys(url: string, path: string): Promise<void> {
  const from = await openPostgresControlStore(url);
  try {
    const to: ControlStore = await openControlStore(path);
    try {
      for (const key of await from.keys.all()) await to.keys.insert(key);
    } finally {
      await to.close();
    }
  } finally {
    await from.close();
  }
}

/** Text, numbers and lists of text only; what is undefined is left out. */
function plain(keys: readonly object[]): Parameters<typeof canonicalize>[0] {
  return JSON.parse(JSON.stringify(keys)) as Parameters<typeof canonicalize>[0];
}
