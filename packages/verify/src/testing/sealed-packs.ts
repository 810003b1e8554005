/** Logs whose writer seals its records and whose key was changed, honest and not, for tests. Development only. */
import { fromUtf8, toBase64, toBase64Url, utf8 } from '@remit/core';
import type { RecordOf } from '@remit/record';
import { createCompactRange, ed25519Signer, leafHash, signNote } from '@remit/tlog';
import { editEntry } from './forge.ts';
import type { ReadPack } from './forged-packs.ts';
import type { TestKey, TestLedger } from './ledger.ts';
import { testLogKey, testSeed, testTrust, testUlid } from './ledger.ts';
import { packOf } from './pack.ts';
import { startStory } from './story.ts';

/** The key of the test writer, and that of somebody else. */
export const testWriterKey: TestKey = ed25519Signer('remit.test/log/writer', testSeed('writer'));
export const otherWriterKey: TestKey = ed25519Signer('remit.test/log/writer', testSeed('other writer'));

/** Appends a seal of the test writer over everything that it has not sealed. */
export async function sealWriter(ledger: TestLedger, key: TestKey = testWriterKey): Promise<void> {
  const writer = 'w1';
  // A test log holds only records; those of another type have no seal, which is not read then.
  const records = ledger.entries.map((entry) => JSON.parse(fromUtf8(entry) ?? '') as RecordOf<'writer.seal'>);
  const own = records.map((record, i) => ({ record, i })).filter(({ record }) => record.w.id === writer);
  const last = own.filter(({ record }) => record.t === 'writer.seal').at(-1);
  const first = last?.record.seal.end ?? 0;
  const range = createCompactRange();
  for (const { i } of own.slice(first)) range.append(leafHash(ledger.entries[i] ?? new Uint8Array()));
  const prev = last === undefined ? undefined : toBase64Url(leafHash(ledger.entries[last.i] ?? new Uint8Array()));
  const end = own.length;
  const root = toBase64Url(range.root());
  const text = `remit writer-seal/1\n${ledger.origin}\n${writer}\n${first}\n${end}\n${root}\n${prev ?? '-'}\n`;
  const sig = toBase64(await key.sign(utf8(text)));
  const part = { key: key.vkey, first, end, root, ...(prev === undefined ? {} : { prev }), sig };
  ledger.append({ t: 'writer.seal', seal: part });
}

/** Sealed logs, with and without pins, whole and with one thing wrong; and heads by every key of a log that changed its own. */
export async function* sealedPacks(): AsyncGenerator<ReadPack> {
  const trust = testTrust(testLogKey(), ['w-one', 'w-two']);
  const pins = {
    'no pin': trust,
    pinned: `writer-key ${testWriterKey.vkey}\n${trust}`,
    'another pin': `writer-key ${otherWriterKey.vkey}\n${trust}`,
  };
  for (const [wrong, change] of Object.entries(changes))
    for (const [pin, text] of Object.entries(pins)) {
      const story = startStory();
      await sealWriter(story.ledger);
      for (let i = 0; i < 4; i++) story.read();
      await sealWriter(story.ledger);
      story.read();
      change(story.ledger);
      const { files, now } = await packOf(story.ledger);
      yield { name: `sealed, ${wrong}, ${pin}`, files, now, trust: text };
    }
  yield* rotatedPacks(trust);
}

/** Changes the last seal, or the records around it. */
const changes: Readonly<Record<string, (ledger: TestLedger) => void>> = {
  whole: () => undefined,
  'another key': (ledger) => editLastSeal(ledger, { key: otherWriterKey.vkey }),
  'another root': (ledger) => editLastSeal(ledger, { root: 'A'.repeat(43) }),
  'out of order': (ledger) => editLastSeal(ledger, { first: 1 }),
  'a broken signature': (ledger) => editLastSeal(ledger, { sig: toBase64(new Uint8Array(64)) }),
  'a writer that never was': (ledger) =>
    ledger.appendRaw(
      editEntry(ledger.entries.at(-1), (record) => {
        record['id'] = testUlid(78);
        record['w'] = { id: 'w3', n: 0 };
        delete record['s'];
      }),
    ),
};

function editLastSeal(ledger: TestLedger, part: Readonly<Record<string, unknown>>): void {
  const at = ledger.entries.findLastIndex((entry) => fromUtf8(entry)?.includes('"t":"writer.seal"') === true);
  ledger.entries[at] = editEntry(ledger.entries[at], (record) => {
    record['seal'] = { ...Object(record['seal']), ...part };
  });
}

async function* rotatedPacks(trust: string): AsyncGenerator<ReadPack> {
  const [old, next] = [testLogKey(), testLogKey(undefined, ' next')];
  const signers = { old: [old], both: [old, next], next: [next] };
  for (const phases of [[], ['begin'], ['begin', 'end'], ['end'], ['begin', 'begin']] as const)
    for (const [who, keys] of Object.entries(signers)) {
      const { ledger, read } = startStory();
      read();
      const rot = { prev: old.vkey, next: next.vkey, from: '2026-10-01T08:00:00.000Z', both: 1, why: 'yearly' };
      for (const phase of phases) ledger.append({ t: 'key.rotate', rot: { phase, ...rot } });
      read();
      const own = await ledger.checkpoint();
      const split = own.indexOf('\n\n') + 1;
      const cosignatures = own
        .slice(split + 1)
        .split('\n')
        .slice(1)
        .join('\n');
      const checkpoint = (await signNote(own.slice(0, split), keys)) + cosignatures;
      const { files, now } = await packOf(ledger, { checkpoint });
      yield {
        name: `key changed by ${phases.join(' ')}, signed by ${who}`,
        files,
        now,
        trust: `log ${next.vkey}\n${trust}`,
      };
    }
}
