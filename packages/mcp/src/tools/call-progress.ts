/** What a client hears while its call runs: the upstream's progress under its own token, and the wait for a person. */
import type { CallRequest } from '@remit/gateway';
import type { RawMember } from '../json/raw-json.ts';
import { objectText } from '../json/raw-json.ts';
import { notificationMessage } from '../wire/json-rpc.ts';
import { META_PROGRESS_TOKEN } from '../wire/meta-keys.ts';
import type { RequestContext } from './request-context.ts';

/** The two sources of progress of one call. */
export interface CallProgress {
  readonly onWaiting: CallRequest['onWaiting'];
  /** Undefined when the client gave no token: then the upstream is not asked for progress either. */
  readonly relay: ((params: readonly RawMember[]) => void) | undefined;
}

/** Progress must rise (MCP, Progress); a wait counts in small steps, so that an upstream's own 1, 2, 3 still do. */
const WAIT_STEP = 0.000_1;

/** `tokenText`: raw text of the client's progress token. */
export function createCallProgress({ exchange }: RequestContext, tokenText: string | undefined): CallProgress {
  const send = (members: readonly RawMember[]): void => {
    if (tokenText === undefined) return;
    const params = objectText([{ key: META_PROGRESS_TOKEN, text: tokenText }, ...members]);
    exchange.notify(notificationMessage('notifications/progress', params));
  };
  let relayed = false;
  let beats = 0;
  return {
    onWaiting(waiting) {
      exchange.stream();
      const sayWaiting = (): void => {
        if (relayed) return;
        const progress = Number((beats++ * WAIT_STEP).toFixed(4));
        send([
          { key: 'progress', text: String(progress) },
          { key: 'message', text: JSON.stringify(waiting.message) },
        ]);
      };
      exchange.onBeat(sayWaiting);
      sayWaiting();
    },
    relay:
      tokenText === undefined
        ? undefined
        : (members) => {
            relayed = true;
            send(members);
          },
  };
}
