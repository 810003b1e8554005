/** The rows of an ended log in PostgreSQL, held by its lease while they are removed. */
import type { Result } from '@remit/core';
import { err, ok } from '@remit/core';
import { openPostgresLog } from '../postgres/open-log.ts';

/** See prune.ts. Rejects when the server cannot be reached. */
export async function holdPostgresRows(
  url: string,
  origin: string,
): Promise<Result<{ remove(end: number): Promise<number>; release(): Promise<void> }, string>> {
  const opened = await openPostgresLog({ url, origin, waitMs: 0, onWait() {} });
  if (!opened.ok)
    return err(opened.error.kind === 'held' ? `The log is in use by ${opened.error.detail}.` : opened.error.detail);
  const { client, serial, lease, close } = opened.value;
  return ok({
    async remove(end) {
      const { rowCount } = await serial(() =>
        client.query('DELETE FROM entry WHERE idx < $1 AND EXISTS (SELECT FROM lease WHERE epoch = $2 FOR SHARE)', [
          end,
          lease.epoch,
        ]),
      );
      await serial(() => client.query('VACUUM (FULL) entry'));
      return rowCount ?? 0;
    },
    release: () => close(),
  });
}
