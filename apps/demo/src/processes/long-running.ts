/** The processes that stay: the gateway, the auditor's witness, the example server. */
import type { Child } from './child.ts';
import type { Children } from './children.ts';
import { freePort } from './free-port.ts';

const START_MS = 30_000;

/** A running gateway. */
export interface Gateway {
  readonly child: Child;
  readonly url: string;
}

/** Starts `remit up` and waits until its doors are open. */
export async function startGateway(
  children: Children,
  input: { readonly script: string; readonly config: string; readonly cwd: string; readonly log: string },
): Promise<Gateway> {
  const child = children.start({
    name: 'remit up',
    args: [input.script, 'up', '--config', input.config, '--json'],
    cwd: input.cwd,
    log: input.log,
  });
  const { url } = await child.line(
    (line) => parsed<{ url?: string; adminSocket?: string }>(line, 'adminSocket'),
    START_MS,
  );
  return { child, url: url ?? '' };
}

/** A running witness. */
export interface Witness {
  readonly url: string;
  readonly vkey: string;
}

/** Starts `remit witness` for one log, in a folder of its own. */
export async function startWitness(
  children: Children,
  input: {
    readonly script: string;
    readonly dir: string;
    readonly cwd: string;
    readonly name: string;
    readonly logVkey: string;
    readonly origin: string;
    readonly log: string;
  },
): Promise<Witness> {
  const child = children.start({
    name: 'remit witness',
    args: [
      input.script,
      'witness',
      '--dir',
      input.dir,
      '--name',
      input.name,
      '--listen',
      '127.0.0.1:0',
      '--log',
      `${input.logVkey}@${input.origin}`,
      '--json',
    ],
    cwd: input.cwd,
    log: input.log,
  });
  const { url, vkey } = await child.line((line) => parsed<{ url?: string; vkey?: string }>(line, 'vkey'), START_MS);
  return { url: url ?? '', vkey: vkey ?? '' };
}

/** Starts the official example server over HTTP. It has no setting for the address, so it gets nothing worth having: no environment. */
export async function startEverything(
  children: Children,
  input: { readonly script: string; readonly cwd: string; readonly log: string },
): Promise<string> {
  const port = await freePort();
  const child = children.start({
    name: 'server-everything',
    args: [input.script, 'streamableHttp'],
    cwd: input.cwd,
    env: { PORT: String(port) },
    log: input.log,
  });
  await child.line((line) => (/listening on port/i.test(line) ? true : undefined), START_MS);
  return `http://127.0.0.1:${port}/mcp`;
}

/** The JSON object on a line, when it has the member; log lines do not. */
function parsed<T extends object>(line: string, member: keyof T & string): T | undefined {
  try {
    const value: unknown = JSON.parse(line);
    // The member was looked for; other members of T are optional.
    return typeof value === 'object' && value !== null && typeof Reflect.get(value, member) === 'string'
      ? (value as T)
      : undefined;
  } catch {
    return undefined;
  }
}
