/** Provider accounts and model routes as configured: who is called for a model that a caller names. */
import type { DialectId } from '../dialects/dialect.ts';
import type { ProviderManifest } from '../providers/manifest.ts';

/** Makes the headers of a request that is sent with a signature, from those that are to be signed. */
export type RequestSigner = (request: {
  readonly origin: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}) => Promise<Record<string, string>>;

/** One account at a provider. */
export interface ProviderAccount {
  /** Name in records and scopes. */
  readonly name: string;
  readonly manifest: ProviderManifest;
  /** Base URL, without a slash at the end. */
  readonly url: string;
  /** The account's own key. A caller's key is never sent on. Absent: the server takes none. */
  readonly key?: string;
  readonly region?: string;
  /** Where the provider takes signatures instead of a key. */
  readonly sign?: RequestSigner;
  /** Headers that every request to it carries. */
  readonly headers: Readonly<Record<string, string>>;
}

/** One way to serve a model. */
export interface RouteTarget {
  readonly account: ProviderAccount;
  /** Model id at the provider. */
  readonly model: string;
  /** Share of calls that begin here, beside the other targets of the same rank. */
  readonly weight: number;
  /** Targets of a lower rank are tried first. */
  readonly rank: number;
}

/** A model as callers name it. */
export interface ModelRoute {
  readonly name: string;
  readonly targets: readonly RouteTarget[];
  /** Output cap that is set when the caller sets none. */
  readonly maxOutput?: number;
}

export interface Routes {
  /**
   * Targets for a model in the order in which they are tried, or undefined when no caller may name it. `pick`: a number
   * from 0 up to 1 that chooses among weights. A target that does not speak the dialect is left out.
   */
  plan(model: string, dialect: DialectId, pick: number): readonly RouteTarget[] | undefined;
  route(model: string): ModelRoute | undefined;
  names(): readonly string[];
}

/** Routes over what is configured. */
export function createRoutes(routes: readonly ModelRoute[]): Routes {
  const byName = new Map(routes.map((route) => [route.name, route]));
  return {
    plan(model, dialect, pick) {
      const route = byName.get(model);
      if (route === undefined) return undefined;
      const usable = route.targets.filter(({ account }) => account.manifest.paths[dialect] !== undefined);
      const ranks = [...new Set(usable.map(({ rank }) => rank))].sort((a, b) => a - b);
      return ranks.flatMap((rank) =>
        weighted(
          usable.filter((target) => target.rank === rank),
          pick,
        ),
      );
    },
    route: (model) => byName.get(model),
    names: () => [...byName.keys()],
  };
}

/** The target that the number falls on comes first, the others after it in their order. */
function weighted(targets: readonly RouteTarget[], pick: number): RouteTarget[] {
  const total = targets.reduce((sum, { weight }) => sum + weight, 0);
  let left = pick * total;
  const at = targets.findIndex(({ weight }) => {
    left -= weight;
    return left < 0;
  });
  const first = Math.max(0, at);
  return [...targets.slice(first), ...targets.slice(0, first)];
}
