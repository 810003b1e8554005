/** Serves the administration API on a Unix socket that only the owner of the data folder can open. */
import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { createAdaptorServer } from '@hono/node-server';
import type { AdminApp } from './route-kit.ts';

export interface AdminSocket {
  readonly path: string;
  close(): Promise<void>;
}

/** Listens. The data folder's lock is held by now, so a socket file that is already there belongs to nobody. */
export async function listenOnSocket(app: AdminApp, path: string): Promise<AdminSocket> {
  // Linux's sun_path holds 107 bytes; Node would cut a longer path silently.
  if (Buffer.byteLength(path) > 107)
    throw new Error(
      `admin.socket ${path}: longer than 107 bytes, which a Unix socket cannot have. Set admin.socket to a shorter path.`,
    );
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  rmSync(path, { force: true });
  const server = createAdaptorServer({ fetch: app.fetch });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  chmodSync(path, 0o600);
  return {
    path,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        if ('closeIdleConnections' in server) server.closeIdleConnections();
      }),
  };
}
