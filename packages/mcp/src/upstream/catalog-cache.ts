/**
 * The catalogue of one upstream of one principal, so that no list and no definition of one caller reaches another
 * (F6, F7). Fetched by one request at a time; again after a change notification, a new connection or the TTL.
 */
import type { Clock, Logger, Result } from '@remit/core';
import { err, ok } from '@remit/core';
import type { Gateway, StopSignal } from '@remit/gateway';
import { Stopper } from '@remit/gateway';
import type { McpLimits } from '../limits.ts';
import { prefixedNames } from '../tools/tool-names.ts';
import { AbortReason } from './abort-reason.ts';
import type { Catalog } from './catalog.ts';
import type { UpstreamFailure } from './connection.ts';
import { startDeadline } from './deadline.ts';
import type { EraVerdicts } from './era-verdicts.ts';
import { fetchCatalog } from './fetch-catalog.ts';
import type { Link } from './link.ts';

/** The newest catalogue of one link. */
export interface CatalogCache {
  /**
   * The catalogue, fetched when it is stale. A list also honours the upstream's shorter `ttlMs`; a call does not, or
   * every call would cost two. The signal ends the wait, not the shared fetch: what comes late serves the next caller.
   */
  get(use: 'list' | 'call', signal: StopSignal): Promise<Result<Catalog, UpstreamFailure>>;
  /** The catalogue when it needs no fetching. */
  fresh(use: 'list' | 'call'): Catalog | undefined;
  /** What was fetched last, however old. */
  last(): Catalog | undefined;
  /** Makes the next get fetch again. */
  invalidate(): void;
}

/** What fetching and judging the age of a catalogue needs. */
export interface CatalogCacheDeps {
  readonly link: Link;
  readonly gateway: Pick<Gateway, 'defineTool'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly limits: McpLimits;
  readonly verdicts: EraVerdicts;
}

/** An empty cache; nothing is fetched before the first get. */
export function createCatalogCache(deps: CatalogCacheDeps): CatalogCache {
  const { clock, limits, link, logger } = deps;
  const never = new Stopper();
  let catalog: Catalog | undefined;
  let valid = false;
  let fetching: Promise<Result<Catalog, UpstreamFailure>> | undefined;

  function fresh(use: 'list' | 'call'): Catalog | undefined {
    if (catalog === undefined || !valid || catalog.generation !== link.generation()) return undefined;
    const keepMs = use === 'list' ? Math.min(limits.catalogMs, catalog.ttlMs ?? limits.catalogMs) : limits.catalogMs;
    return clock.now() - catalog.at < keepMs ? catalog : undefined;
  }

  async function fetch(): Promise<Result<Catalog, UpstreamFailure>> {
    const deadline = startDeadline(never, limits.connectTimeoutMs + limits.listTimeoutMs);
    const connected = await link.ready(deadline.signal);
    const generation = link.generation();
    const fetched = connected.ok ? await fetchCatalog(deps, deadline.signal) : connected;
    deadline.release();
    if (!fetched.ok) {
      // A server that changed its era answers the list badly: ask again which era it speaks.
      if (fetched.error.code === 'mcp.upstream-bad-answer' || fetched.error.code === 'mcp.upstream-error') {
        deps.verdicts.drop(link.server);
        link.reset();
      }
      logger.warn({ server: link.server, code: fetched.error.code, detail: fetched.error.detail }, 'no tool list');
      return fetched;
    }
    const { names: prefixed, refused } = prefixedNames(link.server, fetched.value.tools.keys());
    for (const reason of fetched.value.dropped) logger.warn({ server: link.server, reason }, 'tool left out');
    for (const name of refused)
      logger.warn({ server: link.server, name }, 'two tools would have this name on /mcp: neither is listed there');
    catalog = { ...fetched.value, prefixed, at: clock.now(), generation };
    valid = true;
    return ok(catalog);
  }

  return {
    get(use, signal) {
      const known = fresh(use);
      if (known !== undefined) return Promise.resolve(ok(known));
      fetching ??= fetch().finally(() => {
        fetching = undefined;
      });
      return whicheverFirst(fetching, signal);
    },
    fresh,
    last: () => catalog,
    invalidate() {
      valid = false;
    },
  };
}

function whicheverFirst(
  work: Promise<Result<Catalog, UpstreamFailure>>,
  signal: StopSignal,
): Promise<Result<Catalog, UpstreamFailure>> {
  return new Promise((resolve) => {
    const stop = (): void => {
      const code = signal.reason === AbortReason.Timeout ? 'mcp.upstream-timeout' : 'mcp.cancelled';
      resolve(err({ code, mayHaveRun: false, detail: 'no tool list in time' }));
    };
    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop, { once: true });
    void work.then((result) => {
      signal.removeEventListener('abort', stop);
      resolve(result);
    });
  });
}
