/**
 * Honest and forged packs one after the other, each with what its reader holds: what two verifiers are compared on. For
 * tests. Development only.
 */
import { rfc3339 } from '@remit/core';
import { paths } from '../projection/pack-core.ts';
import { readRecord } from '../projection/read-record.ts';
import type { LogAttack } from './attacks.ts';
import {
  ATTACKED_SIZE,
  attackPositions,
  fieldPaths,
  logAttacks,
  mutateField,
  recordOf,
  rewriteAll,
} from './attacks.ts';
import { editEntry, forge, remanifest, rewriteLog } from './forge.ts';
import { TEST_START, testLogKey, testTrust } from './ledger.ts';
import { coreOf, packOf } from './pack.ts';
import { everyTypeStory, honestStory } from './story.ts';

/** A pack and its reader. `trust`: the text of a trust file. */
export interface ReadPack {
  readonly name: string;
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly trust?: string;
  readonly now: number;
}

const WITNESSES = ['w-one', 'w-two'];

/** Honest packs of rising size: with and without trust, of several known heads. */
export async function* honestPacks(sizes: readonly number[]): AsyncGenerator<ReadPack> {
  for (const size of sizes) {
    const { ledger } = honestStory(size, { writer: `w${size}`, step: 400 + size });
    const from = rfc3339(TEST_START + (size % 4) * 1000);
    const { files, now } = await packOf(ledger, { inputs: { from } });
    const known = await ledger.checkpoint({ size: Math.ceil(size / 2) });
    const at = { files, now };
    yield { name: `honest ${size}, no trust file`, ...at };
    yield { name: `honest ${size}`, ...at, trust: testTrust(ledger.logKey, WITNESSES) };
    yield { name: `honest ${size}, known head`, ...at, trust: testTrust(ledger.logKey, WITNESSES, known) };
    yield { name: `honest ${size}, no witness`, ...at, trust: testTrust(ledger.logKey, []) };
    yield { name: `honest ${size}, much later`, ...at, trust: testTrust(ledger.logKey, WITNESSES), now: now + 1e9 };
  }
}

/** Packs whose head no witness has cosigned yet, with the last one that some did: honest, and with a head of something else. */
export async function* unwitnessedPacks(): AsyncGenerator<ReadPack> {
  const { ledger } = honestStory(40);
  const checkpoint = await ledger.checkpoint({ witnesses: [] });
  const other = honestStory(40, { writer: 'w-other' }).ledger;
  const heads = {
    honest: await ledger.checkpoint({ size: 30 }),
    'of another log': await other.checkpoint({ size: 30 }),
    'of another key': await ledger.checkpoint({ size: 30, key: testLogKey(ledger.origin, ' thief') }),
    'without a log key': (await ledger.checkpoint({ size: 30 })).replace(/— remit[^\n]*\n/, ''),
    'with a line too much': (await ledger.checkpoint({ size: 30 })).replace('\n\n', '\nx\n\n'),
  };
  for (const [kind, witnessed] of Object.entries(heads)) {
    const core = { ...(await coreOf(ledger, { checkpoint })), witnessed };
    const files = await forge(core, ledger.entries);
    const at = { files, now: ledger.now() };
    yield { name: `earlier head ${kind}`, ...at, trust: testTrust(ledger.logKey, WITNESSES) };
    yield { name: `earlier head ${kind}, no trust file`, ...at };
  }
}

/** The attack matrix: attack by position by the key of the forger by the head of the reader. */
export async function* attackedPacks(): AsyncGenerator<ReadPack> {
  const { ledger } = honestStory(ATTACKED_SIZE);
  const pack = await packOf(ledger, { inputs: { from: rfc3339(TEST_START + (ATTACKED_SIZE - 60) * 1000) } });
  const heads = { no: undefined, full: pack.core.checkpoint, old: await ledger.checkpoint({ size: 20 }) };
  const keys = { no: undefined, 'a thief’s': testLogKey(ledger.origin, ' thief'), 'the log’s': ledger.logKey };
  const attacks: Readonly<Record<string, LogAttack>> = { ...logAttacks, 'rewrite everything': rewriteAll };
  for (const [attack, run] of Object.entries(attacks))
    for (const [position, at] of Object.entries(attackPositions))
      for (const [who, key] of Object.entries(keys)) {
        const files = await forge(pack.core, run(ledger.entries, at), key);
        for (const [held, head] of Object.entries(heads)) {
          const name = `${attack}, ${position}, ${who} key, ${held} known head`;
          yield { name, files, now: pack.now, trust: testTrust(ledger.logKey, WITNESSES, head) };
        }
      }
}

/** Every single field of every record changed, as is and signed again with the log key. */
export async function* mutatedPacks(): AsyncGenerator<ReadPack> {
  const { ledger } = everyTypeStory();
  const pack = await packOf(ledger, { inputs: { from: rfc3339(TEST_START + 25_000) } });
  const { now } = pack;
  const trust = testTrust(ledger.logKey, WITNESSES);
  const known = testTrust(ledger.logKey, WITNESSES, pack.core.checkpoint);
  for (const [at, entry] of ledger.entries.entries())
    for (const path of fieldPaths(recordOf(entry))) {
      const name = `record ${at} ${path.join('.')}`;
      const changed = editEntry(entry, (edited) => mutateField(edited, path));
      const entries = ledger.entries.map((e, i) => (i === at ? changed : e));
      yield { name, files: await forge(pack.core, entries), trust, now };
      if (!readRecord(changed).ok) continue;
      const rewritten = rewriteLog(ledger.entries, (edited, i) => (i === at ? mutateField(edited, path) : undefined));
      const files = await forge(pack.core, rewritten, ledger.logKey);
      yield { name: `${name}, signed again`, files, trust, now };
      yield { name: `${name}, signed again, known head`, files, trust: known, now };
    }
}

/** Every file of a pack altered or dropped, alone and with the manifest written again; and a file added. */
export async function* alteredPacks(): AsyncGenerator<ReadPack> {
  const { ledger } = everyTypeStory();
  const { files, core, now } = await packOf(ledger);
  const trust = testTrust(ledger.logKey, WITNESSES, await ledger.checkpoint({ size: 20 }));
  const both = function* (name: string, changed: ReadonlyMap<string, Uint8Array>): Generator<ReadPack> {
    yield { name, files: changed, trust, now };
    if (!name.startsWith(paths.manifest))
      yield { name: `${name}, manifest to fit`, files: remanifest(new Map(changed), core), trust, now };
  };
  for (const [path, bytes] of files) {
    const altered = Uint8Array.from(bytes);
    const middle = Math.floor(altered.length / 2);
    altered[middle] = (altered[middle] ?? 0) ^ 1;
    yield* both(`${path} altered`, new Map([...files, [path, altered] as const]));
    yield* both(`${path} cut`, new Map([...files, [path, bytes.slice(0, -1)] as const]));
    yield* both(`${path} dropped`, new Map([...files].filter(([other]) => other !== path)));
  }
  yield* both('a tile more', new Map([...files, ['12_integrity/tile/1/001', new Uint8Array(32)] as const]));
  yield* both('a file more', new Map([...files, ['more.txt', new Uint8Array(3)] as const]));
}
