/**
 * Era verdicts by server, dated: a server that was upgraded still answers `initialize`, so a legacy verdict is asked
 * for again after a day. One verdict per server is enough: its credentials come from its configuration alone.
 * mcp reference §3.1, trap (d).
 */
import type { Clock } from '@remit/core';
import type { Era } from '../wire/versions.ts';

/** Known eras by server name. */
export interface EraVerdicts {
  get(server: string): Era | undefined;
  set(server: string, era: Era): void;
  /** Forgets a verdict that an answer has contradicted. */
  drop(server: string): void;
}

/** No verdicts yet; `maxAgeMs` is how long one holds. */
export function createEraVerdicts(deps: { clock: Clock; maxAgeMs: number }): EraVerdicts {
  const known = new Map<string, { readonly era: Era; readonly at: number }>();
  return {
    get(server) {
      const verdict = known.get(server);
      return verdict !== undefined && deps.clock.now() - verdict.at < deps.maxAgeMs ? verdict.era : undefined;
    },
    set: (server, era) => void known.set(server, { era, at: deps.clock.now() }),
    drop: (server) => void known.delete(server),
  };
}
