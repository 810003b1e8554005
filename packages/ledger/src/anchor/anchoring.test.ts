/** Heads of a real ledger, anchored at a real TSA (openssl ts behind node:http). */
import { sha256, toHex } from '@remit/core';
import type { TestTsa } from '@remit/testing';
import { createTsa, opensslPresent, startTsa } from '@remit/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createLab, recordsOf, until } from '../test-support/ledger-lab.ts';
import type { Ledger } from '../types.ts';
import { startAnchors } from './open-anchoring.ts';

const present = opensslPresent();
const suite = present ? describe : describe.skip;
const because = present ? '' : ' (skipped: the program openssl is not installed)';
const HOUR = 3_600_000;
const heartbeat = () => ({ t: 'heartbeat', hb: { why: 'test' } }) as const;

suite(`anchors${because}`, () => {
  const lab = createLab();
  let tsa: TestTsa;
  let server: Awaited<ReturnType<typeof startTsa>>;
  const stops: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    tsa = createTsa();
    server = await startTsa(tsa);
  });
  afterEach(async () => {
    for (const stop of stops.splice(0)) await stop();
    await lab.dispose();
  });
  afterAll(async () => {
    await server.close();
    tsa.remove();
  });

  const anchorsOf = (ledger: Ledger, everyMs: number, url = server.url) => {
    const line = (_: object, message: string) => void lab.said.push(message);
    const logger = { debug: line, info: line, warn: line, error: line };
    const anchors = startAnchors({
      ledger,
      targets: [{ name: 'tsa', url, certificate: tsa.authority }],
      everyMs,
      logger,
    });
    stops.push(() => anchors.stop());
    return anchors;
  };
  const tokensOf = (ledger: Ledger) => {
    const reader = ledger.reader();
    const found = recordsOf(reader).flatMap((record) => (record.t === 'anchor' ? [record.anc] : []));
    const blobs = found.map(({ note, token }) => ({ note: reader.blob(note), token: reader.blob(token) }));
    reader.close();
    return { found, blobs };
  };

  it(`[anchor.record] a head is anchored on request: record, the bytes that were stamped, and the token${because}`, async () => {
    const ledger = await lab.start(lab.folder());
    await ledger.record(heartbeat()).durable;
    const { checkpoint = '', signedSize } = await ledger.sealHead();
    const anchors = anchorsOf(ledger, HOUR);
    await anchors.now();
    const { found, blobs } = tokensOf(ledger);
    expect(found).toMatchObject([{ kind: 'rfc3161', by: 'tsa', size: signedSize }]);
    expect(Buffer.from(blobs[0]?.note ?? []).toString()).toBe(checkpoint);
    expect(toHex(sha256(blobs[0]?.token ?? new Uint8Array()))).toBe(found[0]?.token);
    expect(anchors.heads()).toMatchObject([{ name: 'tsa', size: signedSize, state: 'ok' }]);
  });

  it(`[anchor.schedule] by itself, in its interval, and not for an idle log or for its own records${because}`, async () => {
    const ledger = await lab.start(lab.folder());
    await ledger.record(heartbeat()).durable;
    await ledger.sealHead();
    anchorsOf(ledger, 20);
    const before = server.requests();
    await until(() => tokensOf(ledger).found.length === 1);
    // Ten further intervals: only what the anchor itself left is new.
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(server.requests()).toBe(before + 1);
    await ledger.record(heartbeat()).durable;
    await until(() => tokensOf(ledger).found.length === 2);
  });

  it(`[anchor.schedule] a process that starts again knows what was anchored${because}`, async () => {
    const dir = lab.folder();
    const first = await lab.start(dir);
    await first.record(heartbeat()).durable;
    await first.sealHead();
    const anchors = anchorsOf(first, HOUR);
    await anchors.now();
    const [head] = anchors.heads();
    await stops.pop()?.();
    await first.close();
    const again = anchorsOf(await lab.start(dir), HOUR).heads();
    expect(again).toMatchObject([{ name: 'tsa', size: head?.size, state: 'ok' }]);
  });

  it(`[anchor.retry] a TSA that is down or refuses is told and asked again${because}`, async () => {
    const ledger = await lab.start(lab.folder());
    await ledger.record(heartbeat()).durable;
    await ledger.sealHead();
    server.fail(1);
    const anchors = anchorsOf(ledger, HOUR);
    await anchors.now();
    expect(anchors.heads()).toMatchObject([{ size: 0, state: 'failing', reason: 'it answered 503' }]);
    expect(lab.said).toContain('the log could not be anchored');
    await anchors.now();
    expect(anchors.heads()).toMatchObject([{ state: 'ok' }]);
    const unreachable = anchorsOf(ledger, HOUR, 'http://127.0.0.1:9/');
    await ledger.record(heartbeat()).durable;
    await ledger.sealHead();
    await unreachable.now();
    expect(unreachable.heads()[0]?.reason).toMatch(/could not be reached/);
  });

  it(`[anchor.answer] an answer to another request, over other bytes, or none at all is not taken${because}`, async () => {
    const ledger = await lab.start(lab.folder());
    await ledger.record(heartbeat()).durable;
    await ledger.sealHead();
    const stale = await tsa.stamp(Buffer.from('other bytes'));
    for (const [answer, reason] of [
      [stale, 'it stamped other bytes'],
      [Uint8Array.of(1, 2, 3), 'its answer is no time-stamp: an element that is cut off'],
    ] as const) {
      const liar = await startTsa({ ...tsa, reply: () => Promise.resolve(answer) });
      stops.push(() => liar.close());
      const anchors = anchorsOf(ledger, HOUR, liar.url);
      await anchors.now();
      expect(anchors.heads()).toMatchObject([{ size: 0, state: 'failing', reason }]);
    }
    expect(tokensOf(ledger).found).toEqual([]);
  });
});
