/** The only place that reads environment variables. */
import { readFileSync } from 'node:fs';

/** What the environment may say. Command-line flags win over it, it wins over the configuration file. */
export interface Environment {
  /** REMIT_CONFIG: path of the configuration file. */
  readonly config: string | undefined;
  /** REMIT_DATA: data folder. */
  readonly data: string | undefined;
  /** REMIT_KEY, or the content of REMIT_KEY_FILE: the caller's key for commands. */
  readonly key: string | undefined;
  /** REMIT_STORE_URL, or the content of REMIT_STORE_URL_FILE: the PostgreSQL database, where the configuration uses one. */
  readonly storeUrl?: string | undefined;
  /** HTTPS_PROXY, HTTP_PROXY and NO_PROXY, or the same in lower case: used where the configuration names none. */
  readonly proxies?:
    | { readonly https?: string; readonly http?: string; readonly noProxy: readonly string[] }
    | undefined;
  /** PATH and HOME, handed to stdio servers. */
  readonly path: string;
  readonly home: string;
}

/** Takes the values from a process environment. Throws when REMIT_KEY_FILE or REMIT_STORE_URL_FILE names a file that cannot be read. */
export function readEnvironment(env: Readonly<Record<string, string | undefined>>): Environment {
  return {
    config: nonEmpty(env['REMIT_CONFIG']),
    data: nonEmpty(env['REMIT_DATA']),
    key: valueOrFile(env, 'REMIT_KEY'),
    storeUrl: valueOrFile(env, 'REMIT_STORE_URL'),
    proxies: proxiesOf(env),
    path: env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin',
    home: env['HOME'] ?? '/',
  };
}

function proxiesOf(env: Readonly<Record<string, string | undefined>>): NonNullable<Environment['proxies']> {
  const named = (name: string) => nonEmpty(env[name.toLowerCase()]) ?? nonEmpty(env[name]);
  const https = named('HTTPS_PROXY');
  const http = named('HTTP_PROXY');
  return {
    ...(https === undefined ? {} : { https }),
    ...(http === undefined ? {} : { http }),
    noProxy: (named('NO_PROXY') ?? '').split(/[,\s]+/).filter((entry) => entry !== ''),
  };
}

/** The variable, or the content of the file that its neighbour `NAME_FILE` names. */
function valueOrFile(env: Readonly<Record<string, string | undefined>>, name: string): string | undefined {
  const file = nonEmpty(env[`${name}_FILE`]);
  return nonEmpty(env[name]) ?? (file === undefined ? undefined : readFileSync(file, 'utf8').trim());
}

function nonEmpty(value: string | undefined): string | undefined {
  return value === undefined || value === '' ? undefined : value;
}
