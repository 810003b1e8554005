/** How a link gets its connection. One implementation per transport; tests hand in their own. */

import type { Result } from '@remit/core';
import type { StopSignal } from '@remit/gateway';
import type { ConnectionEvents, UpstreamConnection, UpstreamFailure } from './connection.ts';

/** Opens connections to one server. */
export interface Connector {
  /** Opens a connection, era probe and handshake included. Aborting the signal gives up. Never rejects. */
  connect(events: ConnectionEvents, signal: StopSignal): Promise<Result<UpstreamConnection, UpstreamFailure>>;
}
