/** Connects to a Streamable HTTP server: tries the modern era first and falls back on era evidence only. mcp reference §1. */

import type { Result } from '@remit/core';
import { err, ok } from '@remit/core';
import type { StopSignal } from '@remit/gateway';
import type { McpLimits } from '../../limits.ts';
import { Era } from '../../wire/versions.ts';
import type { EraVerdict, ProbeOutcome } from '../classify-probe.ts';
import { classifyProbe } from '../classify-probe.ts';
import type { ConnectionEvents, UpstreamConnection, UpstreamFailure } from '../connection.ts';
import type { Connector } from '../connector.ts';
import { startDeadline } from '../deadline.ts';
import type { EraVerdicts } from '../era-verdicts.ts';
import { agreedVersion, INITIALIZE, INITIALIZED } from '../initialize.ts';
import type { HttpConnection, HttpSession } from './http-connection.ts';
import { openHttp } from './http-connection.ts';
import type { HttpPeer } from './http-peer.ts';
import type { Answer } from './read-answer.ts';

/** What connecting to one HTTP server needs. */
export interface HttpConnectorDeps {
  readonly name: string;
  readonly peer: HttpPeer;
  readonly era: 'auto' | Era;
  readonly limits: McpLimits;
  readonly verdicts: EraVerdicts;
}

/** A connector for one link. */
export function createHttpConnector(deps: HttpConnectorDeps): Connector {
  const open = (era: Era, session: HttpSession, events: ConnectionEvents): HttpConnection =>
    openHttp({
      peer: deps.peer,
      era,
      session,
      maxBytes: deps.limits.maxUpstreamMessageBytes,
      sideTimeoutMs: deps.limits.probeTimeoutMs,
      events,
    });

  async function eraOf(signal: StopSignal): Promise<EraVerdict> {
    if (deps.era !== 'auto') return { kind: 'era', era: deps.era };
    const known = deps.verdicts.get(deps.name);
    if (known !== undefined) return { kind: 'era', era: known };
    const deadline = startDeadline(signal, deps.limits.probeTimeoutMs);
    const quiet: ConnectionEvents = { lost: () => undefined, toolsChanged: () => undefined };
    const probe = { method: 'server/discover', params: [], meta: [] };
    const answer = await open(Era.Modern, {}, quiet).exchange(probe, deadline.signal);
    deadline.release();
    const verdict = classifyProbe(outcomeOf(answer));
    if (verdict.kind === 'era') deps.verdicts.set(deps.name, verdict.era);
    return verdict;
  }

  async function initialize(
    events: ConnectionEvents,
    signal: StopSignal,
  ): Promise<Result<UpstreamConnection, UpstreamFailure>> {
    const session: HttpSession = {};
    const connection = open(Era.Legacy, session, events);
    const agreed = agreedVersion((await connection.exchange(INITIALIZE, signal)).reply);
    if (!agreed.ok) {
      deps.verdicts.drop(deps.name);
      return agreed;
    }
    session.version = agreed.value;
    await connection.notify(INITIALIZED, undefined, signal);
    return ok(connection);
  }

  return {
    async connect(events, signal) {
      const era = await eraOf(signal);
      if (era.kind === 'none') return err(era.failure);
      return era.era === Era.Modern ? ok(open(Era.Modern, {}, events)) : initialize(events, signal);
    },
  };
}

function outcomeOf({ status, reply, errorData }: Answer): ProbeOutcome {
  if (reply.kind === 'result') return { over: 'http', kind: 'result', value: reply.value };
  if (reply.kind === 'error') return { over: 'http', kind: 'rpc-error', status, code: reply.code, data: errorData };
  const answered =
    status >= 300 && (reply.failure.code === 'mcp.upstream-error' || reply.failure.code === 'mcp.upstream-bad-answer');
  return answered ? { over: 'http', kind: 'status', status } : { over: 'http', kind: 'failed', failure: reply.failure };
}
