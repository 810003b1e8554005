/** docs/reference/metrics.md, made from the table of metrics. */
import type { MetricRow } from './table.ts';
import { METRICS, STEP_BUCKETS } from './table.ts';

/** The page as Markdown. */
export function metricsReference(): string {
  return [
    '# Metrics',
    '',
    '`GET /metrics` on the listener answers in the Prometheus text format. Only a peer on this machine is answered, that',
    'is one with a loopback address or the address it connects to, and only when no proxy says that it passed the request',
    'on. `metrics.public: true` answers everybody who reaches the listener. No key is asked for, so put nothing but your',
    'own network before a public page. The Host header is checked as for MCP (`listen.allowed-hosts`).',
    '',
    'No label holds a tool name, an argument or a person. Counters start at 0 with the process.',
    'Besides these there are the metrics of the process and of Node (`process_*`, `nodejs_*`), of the gateway process only.',
    '',
    'This page is made from the table of metrics by `npm run gen`.',
    '',
    '| metric | type | labels | what it says |',
    '|---|---|---|---|',
    ...Object.entries(METRICS).map(([name, row]) => line(name, row)),
    '',
    `Bounds of the histogram, in seconds: ${STEP_BUCKETS.join(', ')}.`,
    '',
  ].join('\n');
}

function line(name: string, { type, labels, help }: MetricRow): string {
  const said = Object.entries(labels).map(([label, meaning]) => `\`${label}\`: ${meaning}`);
  return `| \`${name}\` | ${type} | ${said.join('<br>')} | ${help} |`;
}
