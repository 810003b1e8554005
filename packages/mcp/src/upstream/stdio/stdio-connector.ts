/**
 * Connects to a stdio server. The era is asked of a throw-away child, because servers built on some SDKs exit on any
 * request before `initialize`. mcp reference §1, §3.1 trap (f).
 */

import type { Logger, Result } from '@remit/core';
import { err, ok } from '@remit/core';
import type { StopSignal } from '@remit/gateway';
import type { McpLimits } from '../../limits.ts';
import type { StdioServer } from '../../server-config.ts';
import { Era } from '../../wire/versions.ts';
import type { EraVerdict, ProbeOutcome } from '../classify-probe.ts';
import { classifyProbe } from '../classify-probe.ts';
import type { ConnectionEvents, UpstreamConnection, UpstreamFailure, UpstreamReply } from '../connection.ts';
import type { Connector } from '../connector.ts';
import { startDeadline } from '../deadline.ts';
import type { EraVerdicts } from '../era-verdicts.ts';
import { agreedVersion, INITIALIZE, INITIALIZED } from '../initialize.ts';
import { STDERR_TAIL } from './child.ts';
import { hideConfigured } from './hide-configured.ts';
import type { StdioConnection } from './stdio-connection.ts';
import { openStdio } from './stdio-connection.ts';

/** What connecting to one stdio server needs. */
export interface StdioConnectorDeps {
  readonly name: string;
  readonly server: StdioServer;
  readonly era: 'auto' | Era;
  readonly env: Record<string, string>;
  readonly limits: McpLimits;
  readonly verdicts: EraVerdicts;
  readonly logger: Logger;
}

/** A connector for one link. */
export function createStdioConnector(deps: StdioConnectorDeps): Connector {
  return {
    async connect(events, signal) {
      const era = await eraOf(deps, signal);
      if (era.kind === 'none') return err(era.failure);
      const connection = openStdio(deps.server, era.era, deps.env, deps.limits, events);
      if (era.era === Era.Modern) return ok(connection);
      const agreed = agreedVersion(await connection.request(INITIALIZE, signal));
      if (!agreed.ok) {
        const tail = connection.stderrTail();
        const stderr = hideConfigured(tail, deps.server, Buffer.byteLength(tail) >= STDERR_TAIL);
        deps.logger.debug({ server: deps.name, stderr }, 'stdio server did not initialize');
        deps.verdicts.drop(deps.name);
        await connection.close();
        return agreed;
      }
      connection.notify(INITIALIZED);
      return ok(connection) satisfies Result<UpstreamConnection, UpstreamFailure>;
    },
  };
}

async function eraOf(deps: StdioConnectorDeps, signal: StopSignal): Promise<EraVerdict> {
  if (deps.era !== 'auto') return { kind: 'era', era: deps.era };
  const known = deps.verdicts.get(deps.name);
  if (known !== undefined) return { kind: 'era', era: known };
  const verdict = classifyProbe(await probe(deps, signal));
  if (verdict.kind === 'era') deps.verdicts.set(deps.name, verdict.era);
  return verdict;
}

async function probe(deps: StdioConnectorDeps, signal: StopSignal): Promise<ProbeOutcome> {
  const events: ConnectionEvents = { lost: () => undefined, toolsChanged: () => undefined };
  const child = openStdio(deps.server, Era.Modern, deps.env, deps.limits, events);
  const deadline = startDeadline(signal, deps.limits.probeTimeoutMs);
  try {
    const reply = await child.request({ method: 'server/discover', params: [], meta: [] }, deadline.signal);
    return outcomeOf(reply, child, signal);
  } finally {
    deadline.release();
    // Awaited: two children of a server that locks its data must not overlap.
    await child.close();
  }
}

function outcomeOf(reply: UpstreamReply, child: StdioConnection, signal: StopSignal): ProbeOutcome {
  if (reply.kind === 'result') return { over: 'stdio', kind: 'result', value: reply.value };
  if (reply.kind === 'error') {
    const error = JSON.parse(reply.text) as { data?: unknown }; // read-message.ts has seen an object
    return { over: 'stdio', kind: 'rpc-error', status: 200, code: reply.code, data: error.data };
  }
  const cannotStart = child.startFailure();
  if (cannotStart !== undefined)
    return {
      over: 'stdio',
      kind: 'failed',
      failure: { code: 'mcp.upstream-unreachable', mayHaveRun: false, detail: cannotStart },
    };
  // Given up by the caller: silence says nothing about the server then.
  return signal.aborted ? { over: 'stdio', kind: 'failed', failure: reply.failure } : { over: 'stdio', kind: 'silent' };
}
