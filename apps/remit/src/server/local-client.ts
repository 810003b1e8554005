/** The administration API in this process, for a command that finds no running server. Takes the data folder's lock. */
import { existsSync } from 'node:fs';
import { commandLogger } from '../cli/command-logger.ts';
import type { Io } from '../cli/io.ts';
import { CommandFailure, ExitCode } from '../cli/io.ts';
import type { AdminClient } from '../client/admin-client.ts';
import { adminHeaders, forEachLine, LINES } from '../client/admin-client.ts';
import type { Config } from '../config/load.ts';
import { createAdminApp } from './admin/app.ts';
import { openHouse } from './house.ts';

export async function localClient(config: Config, io: Io): Promise<AdminClient> {
  if (!existsSync(config.dataDir))
    throw new CommandFailure(
      `No server runs and there is no data folder at ${config.dataDir}. Run \`remit init\`, or name the folder with --data or --config.`,
      ExitCode.Usage,
    );
  if (io.interactive) io.err('No server runs: opening the data folder ...');
  const house = await openHouse(config, commandLogger(io));
  if (!house.ok) throw new CommandFailure(house.error, ExitCode.Unavailable);
  const app = createAdminApp(house.value);
  return {
    async send(request) {
      const answer = await app.request(request.path, {
        method: request.method,
        headers: adminHeaders(request),
        ...(request.body === undefined ? {} : { body: request.body.content }),
      });
      const type = answer.headers.get('content-type') ?? '';
      const { onLine } = request;
      if (onLine !== undefined && type === LINES && answer.body !== null) {
        await forEachLine(answer.body, onLine);
        return { status: answer.status, type, body: new Uint8Array() };
      }
      return { status: answer.status, type, body: new Uint8Array(await answer.arrayBuffer()) };
    },
    close: () => house.value.close(),
  };
}
