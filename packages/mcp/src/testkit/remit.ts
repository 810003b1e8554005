/** Remit's MCP endpoint on a port of its own, in front of the given servers. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { silentLogger, systemClock } from '@remit/core';
import type { Gateway } from '@remit/gateway';
import type { McpHandler, McpHandlerDeps } from '../handler.ts';
import { createMcpHandler } from '../handler.ts';
import type { FakeGateway, FakeOptions } from './fake-gateway.ts';
import { createFakeGateway } from './fake-gateway.ts';

export const KEY = 'remit_ada_triage_0';

export interface RunningRemit<G extends Gateway = FakeGateway> {
  readonly url: string;
  readonly port: number;
  readonly gateway: G;
  readonly handler: McpHandler;
  close(): Promise<void>;
}

export type RemitOptions = Omit<McpHandlerDeps, 'gateway' | 'clock' | 'logger'> &
  Partial<Pick<McpHandlerDeps, 'clock' | 'logger'>> & { readonly gateway?: FakeOptions };

export function startRemit(options: RemitOptions): Promise<RunningRemit> {
  return startRemitWith(createFakeGateway(options.gateway), options);
}

export async function startRemitWith<G extends Gateway>(
  gateway: G,
  options: Omit<RemitOptions, 'gateway'>,
): Promise<RunningRemit<G>> {
  const handler = createMcpHandler({ clock: systemClock, logger: silentLogger, ...options, gateway });
  const server = createServer((req, res) => handler.handle(req, res));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // listening on a port
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    gateway,
    handler,
    async close() {
      await handler.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
