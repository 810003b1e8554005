/**
 * The attack table as a simulation: every attack of the ledger reference §10, by the class of its position, by what the attacker
 * holds, against the reader who kept the last witnessed head and the one who kept keys only. Random honest logs beside it.
 */
import { rfc3339 } from '@remit/core';
import { packFromFiles, parseTrust, verifyPack } from '@remit/verify';
import type { TestPack } from '@remit/verify/testing';
import { packOf, randomStory, TEST_START, testTrust } from '@remit/verify/testing';
import { expect, it } from 'vitest';
import type { Attacked, AttackScene, Holder } from './lib/attack-kinds.ts';
import { attackHead, attackLog, headChanges, logChanges, serveOldHead } from './lib/attack-kinds.ts';
import { attackFiles, fileChanges } from './lib/file-attacks.ts';
import type { Random } from './lib/random.ts';
import { campaignSeed, createRandom, isShort } from './lib/random.ts';
import { createProgress, say, table } from './lib/table.ts';

const ROUNDS = isShort ? 1 : Number(process.env['CAMPAIGN_ATTACK_ROUNDS'] ?? 8);
const HONEST = isShort ? 60 : 500;
const WITNESSES = ['w-one', 'w-two'];
const HOLDERS: readonly Holder[] = ['store', '+ log key', '+ witness keys'];

/** A random honest log, its pack, and the size of the last head that somebody outside holds. */
interface Scene {
  readonly pack: TestPack;
  readonly witnessed: number;
  readonly heldHead: string;
}

async function scene(random: Random): Promise<Scene> {
  const { ledger } = randomStory(random.between(270, 420), random.next, { step: random.between(200, 2000) });
  const size = ledger.entries.length;
  const from = rfc3339(Date.parse(rfc3339(ledger.now())) - 60 * random.between(200, 2000));
  const pack = await packOf(ledger, { inputs: { from: from < rfc3339(TEST_START) ? rfc3339(TEST_START) : from } });
  const witnessed = size - random.between(0, 10);
  return { pack, witnessed, heldHead: await ledger.checkpoint({ size: witnessed }) };
}

/** Positions by class. `window` is a record that no head held outside covers yet, where there is one. */
function positions({ pack, witnessed }: Scene, random: Random): Record<string, number> {
  const last = pack.core.entries.length - 1;
  const covered = { first: 1, middle: random.between(2, 254), 255: 255, 256: 256, 257: 257, last: witnessed - 1 };
  return witnessed <= last ? { ...covered, window: random.between(witnessed, last) } : covered;
}

type Run = (scene: AttackScene) => Attacked | Promise<Attacked>;

const attacks: readonly { name: string; run: Run; holders: readonly Holder[]; at?: 'first' }[] = [
  ...Object.entries(logChanges).map(([name, change]) => ({
    name,
    run: (one: AttackScene) => attackLog(change, one),
    holders: HOLDERS,
  })),
  { name: 'serve an older cosigned head', run: serveOldHead, holders: ['store'] },
  ...Object.entries(headChanges).map(([name, change]) => ({
    name: `head: ${name}`,
    run: (one: AttackScene) => attackHead(change, one),
    holders: ['store'] as const,
    at: 'first' as const,
  })),
  ...Object.entries(fileChanges).map(([name, change]) => ({
    name: `file: ${name}`,
    run: (one: AttackScene) => attackFiles(change, one),
    holders: ['store'] as const,
  })),
];

const trust = (pack: TestPack, known?: string) => {
  const read = parseTrust(testTrust(pack.ledger.logKey, WITNESSES, known));
  if (!read.ok) throw new Error(read.error);
  return read.value;
};

interface Cell {
  trials: number;
  head: number;
  keys: number;
}

it('[campaign.attacks] every attack on records older than the last head held outside is found; what is found in the window is printed', async () => {
  const random = createRandom(campaignSeed());
  const progress = createProgress(10_000);
  const cells = new Map<string, Cell>();
  const windows: number[] = [];
  const missed: string[] = [];
  let trials = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const one = await scene(random);
    const { pack, heldHead, witnessed } = one;
    windows.push(pack.core.entries.length - witnessed);
    for (const { name, run, holders, at: only } of attacks)
      for (const [position, at] of Object.entries(positions(one, random)))
        for (const holder of holders) {
          if (only !== undefined && position !== only) continue;
          const { files } = await run({ pack, at, holder, random });
          const source = packFromFiles(files);
          const withHead = await verifyPack(source, trust(pack, heldHead), pack.now);
          const withKeys = await verifyPack(source, trust(pack), pack.now);
          const key = `${name}|${holder}|${position}`;
          const cell = cells.get(key) ?? { trials: 0, head: 0, keys: 0 };
          cell.trials += 1;
          cell.head += withHead.result === 'PASS' ? 0 : 1;
          cell.keys += withKeys.result === 'PASS' ? 0 : 1;
          cells.set(key, cell);
          trials += 1;
          if (withHead.result === 'PASS' && position !== 'window') missed.push(key);
          // Without keys of the log or of enough witnesses nothing passes, wherever it is and whoever reads.
          if (withKeys.result === 'PASS' && holder !== '+ witness keys') missed.push(`${key}, keys only`);
          progress(() => `round ${round + 1} of ${ROUNDS}, ${trials} attacks`);
        }
  }
  say(report(cells, windows, trials));
  expect(missed).toEqual([]);
});

const CLASSES = ['first', 'middle', '255', '256', '257', 'last', 'window'];

function report(cells: ReadonlyMap<string, Cell>, windows: readonly number[], trials: number): string {
  const share = (name: string, holder: Holder, position: string, reader: 'head' | 'keys') => {
    const cell = cells.get(`${name}|${holder}|${position}`);
    return cell === undefined ? '-' : `${Math.round((100 * cell[reader]) / cell.trials)}`;
  };
  const rows = attacks.flatMap(({ name, holders }) =>
    holders.map((holder) => [
      name,
      holder,
      ...CLASSES.map((position) => share(name, holder, position, 'head')),
      ...['middle', 'window'].map((position) => share(name, holder, position, 'keys')),
    ]),
  );
  const newest = Math.max(...windows);
  return `${table(
    `Found (not PASS), % of ${trials} attacks. Columns: position; the reader holds the keys and the last witnessed head; the last two: the keys only`,
    ['attack', 'who holds', ...CLASSES, 'keys: middle', 'keys: window'],
    rows,
  )}
  Window: records after the last head held outside, 0 to ${newest} of them here. Whoever holds the log key can rewrite those; whoever
  also holds enough witness keys can rewrite everything before a reader who kept no head.`;
}

it('[campaign.honest] no false alarm in random honest logs', async () => {
  const random = createRandom(campaignSeed());
  const alarms: string[] = [];
  for (let n = 0; n < HONEST; n++) {
    const { ledger } = randomStory(random.between(12, 120), random.next, { step: random.between(1, 5000) });
    const size = ledger.entries.length;
    const known = random.next() < 0.5 ? undefined : await ledger.checkpoint({ size: random.between(1, size) });
    const pack = await packOf(ledger);
    const { result, steps } = await verifyPack(packFromFiles(pack.files), trust(pack, known), pack.now);
    const odd = steps.filter(({ status }) => status !== 'ok' && status !== 'not-applicable');
    if (result !== 'PASS') alarms.push(`log ${n} of ${size} records: ${JSON.stringify(odd)}`);
  }
  say(`${HONEST} random honest logs, ${alarms.length} false alarms`);
  expect(alarms).toEqual([]);
});
