/** Section limits: calls a minute, and how many refusals are recorded. */
import { z } from 'zod';

function perMinute(whose: string) {
  const rest =
    'After a rest, one minute of calls may come at once. Kept in memory: a restart forgets. Default: no limit.';
  return z.int().min(1).max(1_000_000).optional().describe(`${whose} ${rest}`);
}

export const limitsField = z
  .strictObject({
    'calls-per-minute': z
      .strictObject({
        person: perMinute('One person, over all keys and agents of that person.'),
        agent: perMinute('One agent, over all persons.'),
        key: perMinute('One key.'),
        tool: perMinute('One tool of one server, or one model of one provider account, over all callers.'),
      })
      .prefault({}),
    'recorded-refusals': z
      .int()
      .min(0)
      .max(1000)
      .default(5)
      .describe(
        'Refusals of one caller under one limit that get a record each in a minute. The rest of that minute is counted in one record.',
      ),
  })
  .prefault({});
