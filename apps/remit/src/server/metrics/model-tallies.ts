/** Counts of requests to models on the hot path, by scope and provider account: names of the configuration only. */
import type { CallWatch, LlmObserver } from '@remit/llm';

/** What one scope asked of one account. */
export interface ModelTally {
  readonly scope: string;
  readonly provider: string;
  /** Attempts by what became of them. */
  readonly outcomes: Map<string, number>;
  /** Tokens as the provider counts them; of input also how many came from a cache. */
  input: number;
  cached: number;
  output: number;
  /** What was settled, bounds included. */
  nanousd: number;
  /** First bytes by bucket, each bound alone; the last one is beyond all bounds. */
  readonly firstBytes: Float64Array;
  firstByteSeconds: number;
}

/** What was counted since the process started. */
export interface ModelTallies extends LlmObserver {
  tallies(): Iterable<ModelTally>;
  /** Requests that were not sent, by scope and code. */
  refusals(): Iterable<{ readonly scope: string; readonly code: string; readonly n: number }>;
}

/** Stands for requests that no scope was asked about. */
const NO_SCOPE = 'none';

/** Empty counts. `bounds`: rising upper bounds in seconds. */
export function createModelTallies(bounds: readonly number[]): ModelTallies {
  const rows = new Map<string, ModelTally>();
  const refused = new Map<string, { scope: string; code: string; n: number }>();

  const rowOf = (scope: string, provider: string): ModelTally => {
    const key = `${scope}\n${provider}`;
    const known = rows.get(key);
    if (known !== undefined) return known;
    const firstBytes = new Float64Array(bounds.length + 1);
    const counts = { input: 0, cached: 0, output: 0, nanousd: 0, firstByteSeconds: 0 };
    const row = { scope, provider, outcomes: new Map<string, number>(), firstBytes, ...counts };
    rows.set(key, row);
    return row;
  };

  return {
    tallies: () => rows.values(),
    refusals: () => refused.values(),
    begin(): CallWatch {
      let row: ModelTally | undefined;
      let from: number | undefined;
      return {
        step() {},
        forwarding({ target, verdict }) {
          row = rowOf(verdict.scope?.id ?? NO_SCOPE, target.account.name);
          from = performance.now();
          return undefined;
        },
        firstByte() {
          if (row === undefined || from === undefined) return;
          const seconds = (performance.now() - from) / 1_000;
          let at = 0;
          while (at < bounds.length && seconds > (bounds[at] ?? 0)) at++;
          row.firstBytes[at] = (row.firstBytes[at] ?? 0) + 1;
          row.firstByteSeconds += seconds;
          from = undefined;
        },
        answered({ out, use }) {
          if (row === undefined) return;
          row.outcomes.set(out.status, (row.outcomes.get(out.status) ?? 0) + 1);
          for (const { usage } of use.models) {
            row.input += usage.input;
            row.cached += usage.cacheRead;
            row.output += usage.output;
          }
          row.nanousd += use.spent.nanousd;
        },
        refused(code, scope = NO_SCOPE) {
          const key = `${scope}\n${code}`;
          const held = refused.get(key) ?? { scope, code, n: 0 };
          held.n += 1;
          refused.set(key, held);
        },
        end() {},
      };
    },
  };
}
