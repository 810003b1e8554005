/** What every command that talks to the data shares: configuration, the caller's key, and the way in. */
import type { Result } from '@remit/core';
import type { Command } from 'commander';
import type { AdminClient, AdminRequest, AdminResponse } from '../client/admin-client.ts';
import { NoServer, socketClient } from '../client/admin-client.ts';
import type { Config } from '../config/load.ts';
import { loadConfig } from '../config/load.ts';
import type { Io } from './io.ts';
import { CommandFailure, ExitCode } from './io.ts';
import { problemText } from './problem-text.ts';

export interface GlobalOptions {
  readonly config?: string;
  readonly data?: string;
  readonly key?: string;
  readonly json?: boolean;
}

/** Options of a command together with the global ones. */
export function optionsOf<T extends object>(command: Command): T & GlobalOptions {
  // commander types options as a plain record; each command declares the options it reads.
  return command.optsWithGlobals<T & GlobalOptions>();
}

/** Loads the configuration, or answers its exact problems. */
export function rereadConfig(io: Io, options: GlobalOptions): Result<Config, string[]> {
  const env = options.data === undefined ? io.env : { ...io.env, data: options.data };
  return loadConfig(options.config, env, io.cwd);
}

/** Loads the configuration or ends the command with its exact problems. */
export function configOf(io: Io, options: GlobalOptions): Config {
  const config = rereadConfig(io, options);
  if (!config.ok) throw new CommandFailure(config.error.join('\n'), ExitCode.Usage);
  return config.value;
}

/** Sends one request, to the running server or to the data folder, and gives the answer or ends with its message. */
export async function send(io: Io, options: GlobalOptions, request: Omit<AdminRequest, 'key'>): Promise<AdminResponse> {
  const config = configOf(io, options);
  const withKey: AdminRequest = { ...request, key: options.key ?? io.env.key };
  const answer = await viaServer(socketClient(config.adminSocket), withKey).catch(async (error: unknown) => {
    if (!(error instanceof NoServer)) throw error;
    // Loaded only when needed: the house brings the policy engine and the database with it.
    const { localClient } = await import('../server/local-client.ts');
    return await viaServer(await localClient(config, io), withKey);
  });
  if (answer.status >= 400) throw new CommandFailure(problemOf(answer), exitCodeOf(answer.status));
  return answer;
}

async function viaServer(client: AdminClient, request: AdminRequest): Promise<AdminResponse> {
  try {
    return await client.send(request);
  } finally {
    await client.close();
  }
}

/** Sends one request and parses the JSON answer. The API is ours, so its shape is the caller's declared type. */
export async function sendJson<T>(
  io: Io,
  options: GlobalOptions,
  request: Omit<AdminRequest, 'key' | 'body'> & { readonly json?: unknown; readonly yaml?: string },
): Promise<T> {
  const { json, yaml, ...rest } = request;
  const body =
    yaml !== undefined
      ? ({ type: 'application/yaml', content: yaml } as const)
      : json !== undefined
        ? ({ type: 'application/json', content: JSON.stringify(json) } as const)
        : undefined;
  const answer = await send(io, options, body === undefined ? rest : { ...rest, body });
  return JSON.parse(new TextDecoder().decode(answer.body)) as T;
}

function problemOf(answer: AdminResponse): string {
  const text = new TextDecoder().decode(answer.body);
  try {
    const parsed = JSON.parse(text) as { error?: { code?: string; message?: string } };
    if (parsed.error?.message !== undefined)
      return problemText(parsed.error.message, parsed.error.code ?? String(answer.status));
  } catch {
    // Not our JSON: fall through to the plain text, which is then the best that is known.
  }
  return `The administration API answered ${answer.status}: ${text.slice(0, 500)}`;
}

function exitCodeOf(status: number): number {
  if (status === 503) return ExitCode.Unavailable;
  return status === 400 ? ExitCode.Usage : ExitCode.Failed;
}
