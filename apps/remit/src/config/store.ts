/** Where records and control state lie, from the configuration file and the environment. */
import type { StorePlace } from '@remit/ledger';
import type { Config } from './load.ts';
import { secretText } from './secret-text.ts';

/**
 * SQLite in the data folder, or the PostgreSQL database whose URL the file or REMIT_STORE_URL names.
 * Throws with the reason when there is no URL, when it is none, or with the path when its file cannot be read.
 */
export function storePlace(config: Config): StorePlace {
  const { store } = config.file;
  if (store === 'sqlite') return { kind: 'sqlite' };
  const named = store.postgres.url;
  const url = config.storeUrl ?? (named === undefined ? undefined : secretText(named, config.base));
  if (url === undefined)
    throw new Error('store.postgres.url is missing: name a file that holds it, or set REMIT_STORE_URL.');
  // The URL holds a password: it is not repeated.
  if (!URL.canParse(url) || !/^postgres(?:ql)?:$/.test(new URL(url).protocol))
    throw new Error('store.postgres.url is not a URL that starts with postgres://.');
  return { kind: 'postgres', url };
}
