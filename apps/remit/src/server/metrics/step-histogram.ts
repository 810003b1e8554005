/** The histogram of step times, read from the tallies instead of being filled on the hot path. */
import type { Registry } from 'prom-client';
import { Histogram } from 'prom-client';
import type { CallTallies } from './call-tallies.ts';
import { METRICS, STEP_BUCKETS } from './table.ts';

const NAME = 'remit_step_duration_seconds';

/** Registers the histogram. */
export function addStepHistogram(registry: Registry, tallies: Pick<CallTallies, 'steps'>): void {
  const { help } = METRICS[NAME];
  const histogram = new Histogram({ name: NAME, help, labelNames: ['step'], registers: [registry] });
  const values = () =>
    [...tallies.steps].flatMap(([step, tally]) => {
      let count = 0;
      const buckets = [...STEP_BUCKETS, '+Inf'].map((le, at) => {
        count += tally.buckets[at] ?? 0;
        return { labels: { step, le }, value: count, metricName: `${NAME}_bucket` };
      });
      return [
        ...buckets,
        { labels: { step }, value: tally.seconds, metricName: `${NAME}_sum` },
        { labels: { step }, value: count, metricName: `${NAME}_count` },
      ];
    });
  // The registry asks each metric for its lines with `get`; `le` is the label that the text format gives a bucket.
  Object.assign(histogram, {
    getForPromString: undefined,
    get: () => Promise.resolve({ name: NAME, help, type: 'histogram', values: values(), aggregator: 'sum' }),
  });
}
