/** Remit's MCP endpoint on a port of its own, in front of the given servers. */
import { silentLogger, systemClock } from '@remit/core';
import type { Gateway } from '@remit/gateway';
import type { McpHandler, McpHandlerDeps } from '../handler.ts';
import { createMcpHandler } from '../handler.ts';
import type { FakeGateway, FakeOptions } from './fake-gateway.ts';
import { createFakeGateway } from './fake-gateway.ts';
import { listen } from './listen.ts';

/** A key that the fake gateway accepts: person ada, agent triage. */
export const KEY = 'remit_ada_triage_0';

/** A running endpoint. */
export interface RunningRemit<G extends Gateway = FakeGateway> {
  readonly url: string;
  readonly gateway: G;
  readonly handler: McpHandler;
  close(): Promise<void>;
}

/** What a test may set. */
export type RemitOptions = Omit<McpHandlerDeps, 'gateway' | 'clock' | 'logger'> &
  Partial<Pick<McpHandlerDeps, 'clock' | 'logger'>> & { readonly gateway?: FakeOptions };

/** Starts it with a fake gateway. */
export function startRemit(options: RemitOptions): Promise<RunningRemit> {
  return startRemitWith(createFakeGateway(options.gateway), options);
}

/** Starts it with the given gateway. */
export async function startRemitWith<G extends Gateway>(
  gateway: G,
  options: Omit<RemitOptions, 'gateway'>,
): Promise<RunningRemit<G>> {
  const handler = createMcpHandler({ clock: systemClock, logger: silentLogger, ...options, gateway });
  const server = await listen((req, res) => handler.handle(req, res));
  return {
    url: server.url,
    gateway,
    handler,
    async close() {
      await handler.close();
      await server.close();
    },
  };
}
