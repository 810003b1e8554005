/** Requests that wait for their answer on one connection: ids of our own, answers and progress matched by id. */
import type { UpstreamFailure, UpstreamReply, UpstreamRequest } from './connection.ts';
import type { ProgressMessage } from './progress.ts';
import { progressId, progressMembers } from './progress.ts';

interface Pending {
  readonly settle: (reply: UpstreamReply) => void;
  readonly onProgress: UpstreamRequest['onProgress'];
}

/** The requests of one connection that have no answer yet. */
export interface PendingRequests {
  /** Registers a request; the promise resolves with whatever settles it first. */
  add(id: number, onProgress: UpstreamRequest['onProgress']): Promise<UpstreamReply>;
  /** Settles one request; false when no such request waits. */
  settle(id: unknown, reply: UpstreamReply): boolean;
  /** Hands a progress notification to the request whose token it carries. */
  progress(message: ProgressMessage): void;
  failAll(failure: UpstreamFailure): void;
}

/** None yet. */
export function createPendingRequests(): PendingRequests {
  const waiting = new Map<unknown, Pending>();
  return {
    add(id, onProgress) {
      return new Promise((resolve) => waiting.set(id, { settle: resolve, onProgress }));
    },
    settle(id, reply) {
      const pending = waiting.get(id);
      waiting.delete(id);
      pending?.settle(reply);
      return pending !== undefined;
    },
    progress(message) {
      waiting.get(progressId(message))?.onProgress?.(progressMembers(message));
    },
    failAll(failure) {
      const open = [...waiting.values()];
      waiting.clear();
      for (const { settle } of open) settle({ kind: 'failed', failure });
    },
  };
}
