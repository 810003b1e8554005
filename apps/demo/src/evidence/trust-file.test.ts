import { fixedClock } from '@remit/core';
import { cosigner, ed25519Signer, signNote } from '@remit/tlog';
import { parseTrust } from '@remit/verify';
import { describe, expect, it } from 'vitest';
import { witnessOf } from './head-witness.ts';
import { trustFile, trustInLogOnly, trustWithoutHead } from './trust-file.ts';

const ORIGIN = 'log.example/a';
const log = ed25519Signer(ORIGIN, new Uint8Array(32).fill(1));
const witness = cosigner('witness.example', new Uint8Array(32).fill(2), fixedClock(Date.UTC(2026, 10, 25)));
const head = await signNote(`${ORIGIN}\n2\n${Buffer.alloc(32).toString('base64')}\n`, [log, witness]);
const trust = { logVkey: log.vkey, witnessVkey: witness.vkey, head };

describe('trust files', () => {
  it('the whole one names both keys, asks for the witness and holds the head verbatim', () => {
    const parsed = parseTrust(trustFile(trust));
    expect(parsed).toMatchObject({ ok: true, value: { knownHead: head } });
    expect(parsed.ok && [parsed.value.policy.logs.length, parsed.value.policy.witnesses.length]).toEqual([1, 1]);
  });

  it('the ones for comparison are valid too', () => {
    for (const text of [trustWithoutHead(trust), trustInLogOnly(trust)]) {
      const parsed = parseTrust(text);
      expect(parsed).toMatchObject({ ok: true });
      expect(parsed.ok && parsed.value.knownHead).toBeUndefined();
    }
  });
});

describe('the witness of a head', () => {
  it('is read from its cosignature', async () => {
    expect(await witnessOf(head, trust)).toEqual({ name: 'witness.example', at: '2026-11-25T00:00:00.000Z' });
  });

  it('a head that was altered or not cosigned is refused', async () => {
    await expect(witnessOf(head.replace('\n2\n', '\n3\n'), trust)).rejects.toThrow('cannot be opened');
    const alone = await signNote(`${ORIGIN}\n2\n${Buffer.alloc(32).toString('base64')}\n`, [log]);
    await expect(witnessOf(alone, trust)).rejects.toThrow('a cosignature on the head');
  });
});
