/** The histogram of first bytes of models, read from the tallies instead of being filled on the hot path. */
import type { Registry } from 'prom-client';
import { Histogram } from 'prom-client';
import type { ModelTallies } from './model-tallies.ts';
import { METRICS, STEP_BUCKETS } from './table.ts';

const NAME = 'remit_model_first_byte_seconds';

/** Registers the histogram. */
export function addFirstByteHistogram(registry: Registry, models: Pick<ModelTallies, 'tallies'>): void {
  const { help, labels } = METRICS[NAME];
  const histogram = new Histogram({ name: NAME, help, labelNames: Object.keys(labels), registers: [registry] });
  const values = () =>
    [...models.tallies()].flatMap(({ scope, provider, firstBytes, firstByteSeconds }) => {
      const at = { scope, provider };
      let count = 0;
      const buckets = [...STEP_BUCKETS, '+Inf'].map((le, n) => {
        count += firstBytes[n] ?? 0;
        return { labels: { ...at, le }, value: count, metricName: `${NAME}_bucket` };
      });
      return [
        ...buckets,
        { labels: at, value: firstByteSeconds, metricName: `${NAME}_sum` },
        { labels: at, value: count, metricName: `${NAME}_count` },
      ];
    });
  // As for the histogram of steps: the registry asks each metric for its lines with `get`.
  Object.assign(histogram, {
    getForPromString: undefined,
    get: () => Promise.resolve({ name: NAME, help, type: 'histogram', values: values(), aggregator: 'sum' }),
  });
}
