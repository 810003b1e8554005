/** The server is the judge of the form: it reads the arrays back. */
import { startPostgres } from '@remit/testing/postgres';
import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { connectPostgres } from './connect.ts';
import { writtenStatement } from './written-statement.ts';

const postgres = await startPostgres();
afterAll(async () => {
  if (postgres.kind === 'ready') await postgres.stop();
});

it.skipIf(postgres.kind === 'absent')(
  '[ledger.postgres-arrays] parameters of a written message are read back as they were written (skipped: no PostgreSQL)',
  async () => {
    if (postgres.kind === 'absent') return;
    const client = await connectPostgres(await postgres.newDatabase(), 'test');
    const echo = writtenStatement(client, {
      name: 'echo',
      text: `SELECT to_json(ARRAY(SELECT encode(b, 'hex') FROM unnest($1::bytea[]) WITH ORDINALITY AS u (b, at) ORDER BY at)),
        to_json($2::text[]), to_json($3::bigint[]::text[]), $4::bigint`,
      parameters: 4,
    });
    const bytes = fc.option(fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.constant(new Uint8Array(90_000).fill(7))));
    // PostgreSQL holds no U+0000, and UTF-8 no lone surrogate.
    const text = fc.option(fc.string({ unit: 'grapheme', maxLength: 20 }).map((s) => s.replaceAll('\u0000', '')));
    await fc.assert(
      fc.asyncProperty(
        fc.array(bytes, { maxLength: 8 }),
        fc.array(text, { maxLength: 8 }),
        fc.array(fc.maxSafeInteger(), { maxLength: 8 }),
        fc.maxSafeInteger(),
        async (blobs, texts, numbers, one) => {
          const row = await echo((message) => {
            message.byteaArray(blobs, (blob) => blob);
            message.textArray(texts, (value) => value);
            message.int8Array(numbers, (value) => value);
            message.int8(one);
          });
          const [b, t, n, single] = row ?? [];
          expect(JSON.parse(b ?? '')).toEqual(
            blobs.map((blob) => (blob === null ? null : Buffer.from(blob).toString('hex'))),
          );
          expect(JSON.parse(t ?? '')).toEqual(texts);
          expect(JSON.parse(n ?? '')).toEqual(numbers.map(String));
          expect(single).toBe(String(one));
        },
      ),
      { numRuns: 60 },
    );
    await client.end();
  },
);

it.skipIf(postgres.kind === 'absent')(
  '[ledger.postgres-arrays] a statement that the server refuses rejects with its words, as does a session that ended (skipped: no PostgreSQL)',
  async () => {
    if (postgres.kind === 'absent') return;
    const client = await connectPostgres(await postgres.newDatabase(), 'test');
    const inverse = writtenStatement(client, { name: 'inverse', text: 'SELECT 1 / $1::bigint', parameters: 1 });
    expect(await inverse((message) => message.int8(1))).toEqual(['1']);
    await expect(inverse((message) => message.int8(0))).rejects.toThrow(/division by zero/);
    await client.end();
    await expect(inverse((message) => message.int8(1))).rejects.toThrow(/closed/);
  },
);
