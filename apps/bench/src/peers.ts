/** Programs that Remit is compared with. They live in a folder and a lock file of their own and are installed when they are measured. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { request } from 'undici';
import type { Started } from './launch.ts';
import { inWorkspace, launch } from './launch.ts';

const FOLDER = inWorkspace('apps/bench/peers');
const MAIN = `${FOLDER}/node_modules/mcp-proxy/dist/bin/mcp-proxy.mjs`;

/** mcp-proxy in front of a stdio server, on a port of its own. */
export async function startMcpProxy(command: string, args: readonly string[]): Promise<Started & { origin: string }> {
  if (!existsSync(MAIN)) await install();
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const started = await launch(
    MAIN,
    ['--port', String(port), '--host', '127.0.0.1', '--server', 'stream', '--', command, ...args],
    { ready: () => isUp(origin) },
  );
  return { ...started, origin };
}

async function install(): Promise<void> {
  const npm = spawn('npm', ['install', '--no-save', '--no-audit', '--no-fund'], {
    cwd: FOLDER,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code] = (await once(npm, 'close')) as [number | null];
  if (code !== 0) throw new Error(`npm install in ${FOLDER} ended with ${code}`);
}

async function isUp(origin: string): Promise<boolean> {
  try {
    await (await request(`${origin}/ping`)).body.dump();
    return true;
  } catch {
    return false;
  }
}

/** A port that was free a moment ago: peers cannot choose one themselves. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
