/** A node:http server of a test on a free port of this machine. */
import type { RequestListener } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server that listens. */
export interface StartedServer {
  /** Address of the MCP endpoint. */
  readonly url: string;
  close(): Promise<void>;
}

/** Listens on 127.0.0.1; `path` completes the url. */
export async function startServer(listener: RequestListener, path = '/mcp'): Promise<StartedServer> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // a listening TCP server has one
  return {
    url: `http://127.0.0.1:${port}${path}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
