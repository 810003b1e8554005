/** The options of `npm run bench`. Pure. */
import type { Result } from '@remit/core';
import { err, ok } from '@remit/core';
import type { Effort } from './effort.ts';
import type { Usage } from './render-usage.ts';
import { readOptions, wrong } from './render-usage.ts';

/** The help of the command. */
export const benchUsage: Usage = {
  command: 'npm run bench',
  says: 'Measures Remit against the raw limit and a named peer, in the same run: (a) a raw proxy, (b) mcp-proxy, (c) bare inserts, (d) verification, (e) start and memory, (f) ingestion, (g) inserts into PostgreSQL, (h) log files to a verified pack, (i) the verifier and its page, (j) a gateway on PostgreSQL, (k) gateways of language models.',
  options: [
    { name: 'only', value: 'LETTERS', says: 'these sections, such as ab; default: all' },
    {
      name: 'quick',
      says: 'the direction in two minutes',
    },
    {
      name: 'full',
      says: 'with a log of a million records in (d), a million events in (f) and (h), and a minute of load in (k)',
    },
    { name: 'json', says: 'figures as JSON' },
  ],
  exits:
    'Exit code 0 also when a limit is missed: that is shown. 1 when a section could not be measured. 2 for a wrong option.',
};

/** What is to be measured. */
export interface BenchOptions {
  readonly effort: Effort;
  readonly json: boolean;
  /** Letters, in the order they were given, each once. */
  readonly only: readonly string[];
}

/** Reads the options. `sections`: the letters there are. */
export function readBenchOptions(
  args: readonly string[],
  sections: readonly string[],
): Result<BenchOptions | 'help', string> {
  const read = readOptions(benchUsage, args);
  if (!read.ok) return read;
  const given = read.value;
  if (given === 'help') return ok('help');
  if (given['quick'] === true && given['full'] === true)
    return err(wrong(benchUsage, '--quick and --full exclude each other'));
  const only = typeof given['only'] === 'string' ? [...new Set(given['only'])] : sections;
  const unknown = only.find((letter) => !sections.includes(letter));
  if (unknown !== undefined)
    return err(wrong(benchUsage, `--only: there is no section ${unknown}; they are ${sections.join(', ')}`));
  const effort = given['quick'] === true ? 'quick' : given['full'] === true ? 'full' : 'normal';
  return ok({ effort, json: given['json'] === true, only });
}
