/** The options of `npm run profile`. Pure. */
import type { Result } from '@remit/core';
import { err, ok } from '@remit/core';
import type { Usage } from './render-usage.ts';
import { readOptions, wrong } from './render-usage.ts';

/** The help of the command. */
export const profileUsage: Usage = {
  command: 'npm run profile',
  says: 'Says where the time of gateway, sequencer and signer goes under load at concurrency 32, by a CPU profile of each.',
  options: [
    { name: 'calls', value: 'N', says: 'calls that are profiled, after half as many of warm-up; default: 20000' },
    { name: 'top', value: 'N', says: 'functions shown of each process; default: 30' },
    { name: 'models', says: 'calls of a language model instead of calls of a tool' },
    { name: 'json', says: 'figures as JSON' },
  ],
  exits: 'Exit code 1 when an answer was wrong. 2 for a wrong option.',
};

/** What is to be profiled. */
export interface ProfileOptions {
  readonly calls: number;
  readonly top: number;
  /** True: calls of a language model. */
  readonly models: boolean;
  readonly json: boolean;
}

/** Reads the options. */
export function readProfileOptions(args: readonly string[]): Result<ProfileOptions | 'help', string> {
  const read = readOptions(profileUsage, args);
  if (!read.ok) return read;
  const given = read.value;
  if (given === 'help') return ok('help');
  const { calls = '20000', top = '30' } = given;
  for (const [name, text] of Object.entries({ calls, top }))
    if (!/^[1-9]\d{0,7}$/.test(String(text)))
      return err(wrong(profileUsage, `--${name} ${text}: a whole number from 1 to 99999999 is needed`));
  return ok({ calls: Number(calls), top: Number(top), models: given['models'] === true, json: given['json'] === true });
}
