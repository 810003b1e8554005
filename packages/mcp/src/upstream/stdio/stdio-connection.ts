/** A connection over the pipes of a child process, in either era. MCP stdio transport; mcp reference §1. */
import { fromUtf8 } from '@remit/core';
import type { StdioServer } from '../../server-config.ts';
import { codecOf } from '../../wire/codecs.ts';
import { notificationMessage, requestMessage } from '../../wire/json-rpc.ts';
import type { Era } from '../../wire/versions.ts';
import { abortReasonOf } from '../abort-reason.ts';
import { cancelFailure } from '../cancel-failure.ts';
import type { ConnectionEvents, UpstreamConnection } from '../connection.ts';
import { failed } from '../connection.ts';
import { createPendingRequests } from '../pending-requests.ts';
import { progressToken } from '../progress.ts';
import { readUpstreamMessage } from '../read-message.ts';
import { refuseServerRequest } from '../refuse-server-request.ts';
import type { ChildLimits } from './child.ts';
import { startChild } from './child.ts';

/** A connection over pipes, with what its connector needs besides. */
export interface StdioConnection extends UpstreamConnection {
  notify(method: string, paramsText?: string): void;
  /** Whether the process ever ran, and the end of its stderr; for error messages of the connect step. */
  startFailure(): string | undefined;
  stderrTail(): string;
}

/** Starts the child and speaks to it. The handshake of the legacy era is the caller's. */
export function openStdio(
  server: StdioServer,
  era: Era,
  env: Record<string, string>,
  limits: ChildLimits,
  events: ConnectionEvents,
): StdioConnection {
  const codec = codecOf(era);
  const pending = createPendingRequests();
  let nextId = 1;
  let closing = false;
  let over: { started: boolean; detail: string } | undefined;

  const child = startChild(server, env, limits, {
    line: (bytes) => receive(bytes),
    ended(how) {
      over = how;
      const code = how.started ? 'mcp.upstream-lost' : 'mcp.upstream-unreachable';
      pending.failAll({ code, mayHaveRun: how.started, detail: how.detail });
      if (!closing) events.lost(how.detail);
    },
  });

  function receive(bytes: Uint8Array): void {
    const text = fromUtf8(bytes);
    const message = text === undefined ? undefined : readUpstreamMessage(text);
    // Many servers print a greeting on stdout. What is no message cannot be the answer to anything.
    if (message === undefined || message.kind === 'invalid') return;
    if (message.kind === 'reply') pending.settle(message.id, message.reply);
    else if (message.kind === 'request') child.send(refuseServerRequest(message.idText, message.method));
    else if (message.method === 'notifications/progress') pending.progress(message);
    else if (message.method === 'notifications/tools/list_changed') events.toolsChanged();
  }

  return {
    era,
    request(request, signal) {
      if (over !== undefined) return Promise.resolve(failed('mcp.upstream-lost', false, over.detail));
      if (signal.aborted) return Promise.resolve(cancelFailure(abortReasonOf(signal), false));
      const id = nextId++;
      const token = progressToken(id, request.onProgress !== undefined);
      const params = codec.requestParams(request.params, [...request.meta, ...token]);
      const reply = pending.add(id, request.onProgress);
      if (!child.send(requestMessage(id, request.method, params)))
        pending.settle(id, failed('mcp.upstream-busy', false, 'the pipe to the child is full or closed'));
      const onAbort = (): void => {
        const reason = abortReasonOf(signal);
        if (!pending.settle(id, cancelFailure(reason, true))) return;
        const text = JSON.stringify({ requestId: id, reason });
        child.send(notificationMessage('notifications/cancelled', text));
      };
      signal.addEventListener('abort', onAbort, { once: true });
      return reply.finally(() => signal.removeEventListener('abort', onAbort));
    },
    notify(method, paramsText) {
      child.send(notificationMessage(method, paramsText));
    },
    startFailure: () => (over === undefined || over.started ? undefined : over.detail),
    stderrTail: () => child.stderrTail(),
    async close() {
      closing = true;
      pending.failAll({ code: 'mcp.upstream-lost', mayHaveRun: true, detail: 'the connection was closed' });
      await child.kill();
    },
  };
}
