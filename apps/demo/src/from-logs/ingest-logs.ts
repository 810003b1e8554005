/** Third scene: the logs of AWS and Cloudflare come in, each object with its custody, none of them twice. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeTrail } from '@remit/testing';
import { sharedFolder } from '@remit/testing/shared-data';
import type { Stage } from '../scenes/stage.ts';
import { madeTrail } from './made/aws-files.ts';
import { madePortalFile } from './made/cloudflare-files.ts';
import { isInScope, madeCalls } from './made/made-calls.ts';
import type { OpenHouse } from './open-house.ts';

/** remit ingest --json, as far as the demo reads it. */
interface IngestView {
  readonly reports: readonly {
    readonly state: string;
    readonly source?: string;
    readonly events: number;
    readonly unparsed: number;
    readonly integrity?: string;
  }[];
}

/** What came in. */
export interface Ingested {
  readonly events: number;
  readonly objects: number;
  /** What the demo made: calls in the logs of AWS by whether the declared scope allows them. */
  readonly made: { readonly in: number; readonly out: number };
}

/** Where the files lie. */
interface LogFolders {
  readonly trail: string;
  readonly keys: string;
  readonly portal: string;
  readonly real: string | undefined;
  readonly made: Ingested['made'];
}

const MADE_CALLS = 200;
/** CloudTrail writes whole seconds: the first made call is in a second that began after the declaration. */
const AFTER_MS = 2_000;

/** Ingests real CloudTrail files where they lie beside the checkout, and the made ones. */
export async function ingestLogs(stage: Stage, { administratorKey }: OpenHouse): Promise<Ingested> {
  const { screen, remit } = stage;
  screen.title('logs of AWS and Cloudflare come in');
  const folders = await writeLogs(stage);
  const ingest = async (...args: string[]) =>
    (await remit.json<IngestView>(['ingest', ...args], administratorKey)).reports;
  const all = async () => [
    ...(await ingest(folders.trail, '--digest-keys', folders.keys)),
    ...(await ingest(folders.portal, ...(folders.real === undefined ? [] : [folders.real]))),
  ];
  const first = await all();
  for (const [what, row] of tallied(first)) screen.say(`  ${row.objects} objects, ${row.events} events: ${what}`);
  const lost = first.filter(({ state, unparsed }) => state !== 'added' || unparsed > 0);
  screen.check('every object was read whole and recorded', lost.length === 0, JSON.stringify(lost));
  const signed = first.filter(({ integrity }) => integrity === 'digest-valid').length;
  screen.check('the signed digests vouch for the files of the trail', signed > 0, `${signed} files`);
  const twice = (await all()).filter(({ state }) => state !== 'already');
  screen.check('the same files a second time add nothing', twice.length === 0, JSON.stringify(twice));
  return { events: first.reduce((sum, { events }) => sum + events, 0), objects: first.length, made: folders.made };
}

async function writeLogs({ screen, folder, clock }: Stage): Promise<LogFolders> {
  const made = join(folder.root, 'made-logs');
  const start = (Math.floor(clock.now() / 1000) + 1) * 1000 + AFTER_MS - 1000;
  const calls = madeCalls(start, MADE_CALLS);
  // No log is read before what it tells of.
  await sleep((calls.at(-1)?.at ?? start) - clock.now() + 1000);
  const trail = madeTrail(calls);
  const folders = {
    trail: join(made, 'aws'),
    keys: join(made, 'aws-public-keys.json'),
    portal: join(made, 'cloudflare'),
  };
  writeTrail(trail, folders.trail);
  writeFileSync(folders.keys, trail.listPublicKeys);
  const portal = madePortalFile(calls);
  mkdirSync(dirname(join(folders.portal, portal.path)), { recursive: true });
  writeFileSync(join(folders.portal, portal.path), portal.bytes);
  screen.row('made', `${made}: written for this demo after the documented schemas; nothing in them happened`);
  const real = sharedFolder('data', 'cloudtrail-stratus', 'docs');
  screen.row(
    'real',
    real === undefined
      ? 'no sample data lies beside the checkout, so only made files come in'
      : `${real}: anonymised CloudTrail records as they were published (Apache-2.0)`,
  );
  const seen = calls.filter(({ seenBy }) => seenBy !== 'portal-only');
  const within = seen.filter(isInScope).length;
  return { ...folders, real, made: { in: within, out: seen.length - within } };
}

function tallied(reports: IngestView['reports']): Map<string, { objects: number; events: number }> {
  const rows = new Map<string, { objects: number; events: number }>();
  for (const { source = 'unknown', events, integrity = 'none' } of reports) {
    const what = `${source}, integrity ${integrity}`;
    const row = rows.get(what) ?? { objects: 0, events: 0 };
    rows.set(what, { objects: row.objects + 1, events: row.events + events });
  }
  return rows;
}
