/** Which log a report is about. Pure. */
import type { Result } from '@remit/core';
import { err, ok } from '@remit/core';
import type { LogInfo } from '@remit/ledger';

/** Times in milliseconds; `to` is exclusive. */
interface Period {
  readonly from: number;
  readonly to: number;
}

/** Logs with records in the period, the oldest first. A current log that only repeats what was in force does not count. */
export function logsIn(logs: readonly LogInfo[], period: Period): LogInfo[] {
  return logs.filter(
    ({ from, to, current }) => Date.parse(from) < period.to && (current || Date.parse(to) >= period.from),
  );
}

/** The log that was named, or the only one with records in the period. The error says which there are. */
export function chooseLog(
  logs: readonly LogInfo[],
  period: Period,
  wanted: string | undefined,
): Result<LogInfo | undefined, string> {
  if (wanted !== undefined) {
    const named = logs.find(({ origin }) => origin === wanted);
    return named === undefined
      ? err(`there is no log ${wanted}; \`remit ledger logs\` lists them`)
      : ok(named.current ? undefined : named);
  }
  const found = logsIn(logs, period);
  const [only, ...others] = found;
  if (only === undefined || (others.length === 0 && only.current)) return ok(undefined);
  if (others.length === 0) return ok(only);
  const names = found.map(({ origin, from, to }) => `${origin} (${from} to ${to})`).join(', ');
  return err(
    `the period lies in ${found.length} logs: ${names}. A pack is of one log: name it with --log, or make one of each with --log all`,
  );
}
