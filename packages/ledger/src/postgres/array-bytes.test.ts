/** The server is the judge of the form: it reads the arrays back. */
import { startPostgres } from '@remit/testing/postgres';
import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { bigintArray, byteaArray, textArray } from './array-bytes.ts';
import { connectPostgres } from './connect.ts';

const postgres = await startPostgres();
afterAll(async () => {
  if (postgres.kind === 'ready') await postgres.stop();
});

it.skipIf(postgres.kind === 'absent')(
  '[ledger.postgres-arrays] arrays in binary form are read back as they were written (skipped: no PostgreSQL)',
  async () => {
    if (postgres.kind === 'absent') return;
    const client = await connectPostgres(await postgres.newDatabase(), 'test');
    const bytes = fc.option(fc.uint8Array({ maxLength: 40 }));
    // PostgreSQL holds no U+0000, and UTF-8 no lone surrogate.
    const text = fc.option(fc.string({ unit: 'grapheme', maxLength: 20 }).map((s) => s.replaceAll('\u0000', '')));
    await fc.assert(
      fc.asyncProperty(
        fc.array(bytes, { maxLength: 8 }),
        fc.array(text, { maxLength: 8 }),
        fc.array(fc.maxSafeInteger(), { maxLength: 8 }),
        async (blobs, texts, numbers) => {
          const { rows } = await client.query<{ b: Buffer[]; t: string[]; n: string[] }>({
            name: 'echo',
            text: 'SELECT $1::bytea[] AS b, $2::text[] AS t, $3::bigint[]::text[] AS n',
            values: [byteaArray(blobs), textArray(texts), bigintArray(numbers)],
          });
          expect(rows[0]?.b.map((b) => (b === null ? null : new Uint8Array(b)))).toEqual(
            blobs.map((b) => (b === null ? null : new Uint8Array(b))),
          );
          expect(rows[0]?.t).toEqual(texts);
          expect(rows[0]?.n).toEqual(numbers.map(String));
        },
      ),
      { numRuns: 60 },
    );
    await client.end();
  },
);
