/** One request to a model as the pipeline takes it. The listener builds it. */
import type { ServerResponse } from 'node:http';
import type { Caller } from '@remit/registry';
import type { Dialect, LlmRequest } from './dialects/dialect.ts';
import type { ToldContext } from './listener/told-context.ts';

export interface LlmCall {
  readonly dialect: Dialect;
  readonly request: LlmRequest;
  readonly caller: Caller;
  /** Self-declared client name and version, from `User-Agent`. Recorded, never decided on. */
  readonly client?: string;
  /** Session, thread and trace, as the client states them. Recorded; the session is counted under its own limits. */
  readonly told: ToldContext;
  /** Where the answer goes. Its head is written when the first byte is there. */
  readonly res: ServerResponse;
  /** Headers of the request, names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}
