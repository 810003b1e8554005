/** remit ingest --follow: a folder, an S3-compatible bucket, or an endpoint that Logpush sends to. Runs until it is stopped. */
import { createWriteStream, readFileSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '@remit/core';
import type { Config } from '../config/load.ts';
import { outboundOptions } from '../config/outbound.ts';
import { cleanSpools, makeSpool } from '../follow/spool.ts';
import type { IngestLine, IngestSummary, ObjectReport } from '../server/admin-types.ts';
import { untilStopped } from '../server/shutdown.ts';
import { configOf, type GlobalOptions, sendJson } from './context.ts';
import type { Io } from './io.ts';
import { CommandFailure, ExitCode } from './io.ts';

/** Options of `--follow`. */
export interface FollowOptions {
  readonly every: string;
  readonly once?: boolean;
  readonly endpoint?: string;
  readonly region: string;
  readonly secretFile?: string;
  readonly source?: string;
}

interface Sent {
  readonly path: string;
  readonly name: string;
  readonly followed?: { readonly place: string; readonly tag: string };
}
type Answer = IngestSummary & {
  readonly reports: readonly ObjectReport[];
  readonly errors: readonly Extract<IngestLine, { kind: 'refused' }>[];
};
/** What one follower does, with what all of them use. */
interface Follower {
  readonly config: Config;
  /** Folder for objects that were fetched. */
  readonly spool: string;
  readonly stopped: AbortSignal;
  unseen(places: readonly NonNullable<Sent['followed']>[]): Promise<ReadonlySet<string>>;
  ingest(objects: readonly Sent[]): Promise<Answer>;
}
type Round = () => Promise<void>;

/** Objects in one request. */
const TOGETHER = 50;

/** Follows one place until SIGTERM or SIGINT, or for one round. `say` prints one report. */
export async function followPlace(
  io: Io,
  o: FollowOptions & GlobalOptions,
  place: string,
  mapping: { readonly name: string; readonly text: string } | undefined,
  say: (report: ObjectReport) => void,
): Promise<void> {
  const config = configOf(io, o);
  const everyMs = Number(o.every) * 1000;
  if (!Number.isFinite(everyMs) || everyMs < 1000)
    throw new CommandFailure('--every takes seconds, at least 1.', ExitCode.Usage);
  const folder = join(config.dataDir, 'ingest');
  cleanSpools(folder, systemClock.now());
  const stop = new AbortController();
  void untilStopped().then(() => stop.abort());
  const common = { source: o.source, mapping };
  let queue: Promise<unknown> = Promise.resolve();
  const follower: Follower = {
    config,
    spool: makeSpool(folder),
    stopped: stop.signal,
    async unseen(places) {
      const { places: left } = await sendJson<{ places: { place: string }[] }>(io, o, {
        method: 'POST',
        path: '/v1/ingest/unseen',
        json: { places },
      });
      return new Set(left.map((one) => one.place));
    },
    ingest(objects) {
      // One after the other: without a server each request opens the data folder for itself.
      const next = queue.then(() =>
        sendJson<Answer>(io, o, { method: 'POST', path: '/v1/ingest/objects', json: { objects, ...common } }),
      );
      queue = next.catch(() => undefined);
      return next.then((answer) => {
        for (const report of answer.reports) say(report);
        for (const { object, why } of answer.errors) io.err(`refused      ${object}: ${why}`);
        return answer;
      });
    },
  };
  try {
    if (place.startsWith('logpush://')) await logpush(io, o, place, follower);
    else await rounds(io, o, everyMs, follower, await roundOf(io, o, place, follower));
  } finally {
    rmSync(follower.spool, { recursive: true, force: true });
  }
}

async function roundOf(io: Io, o: FollowOptions, place: string, follower: Follower): Promise<Round> {
  const [, bucket, prefix = ''] = /^s3:\/\/([^/]+)(?:\/(.*))?$/.exec(place) ?? [];
  return bucket === undefined
    ? folderRound(resolve(io.cwd, place), follower)
    : bucketRound(o, bucket, prefix, follower);
}

async function rounds(io: Io, o: FollowOptions, everyMs: number, follower: Follower, round: Round): Promise<void> {
  while (!follower.stopped.aborted) {
    try {
      await round();
    } catch (error) {
      if (o.once === true || error instanceof CommandFailure) throw error;
      io.err(`This round failed: ${error instanceof Error ? error.message : String(error)} The next one tries again.`);
    }
    if (o.once === true) return;
    await sleep(everyMs, undefined, { signal: follower.stopped }).catch(() => undefined);
  }
}

async function folderRound(dir: string, follower: Follower): Promise<Round> {
  const { followFolder } = await import('@remit/ingest');
  if (!statSync(dir, { throwIfNoEntry: false })?.isDirectory())
    throw new CommandFailure(
      `${dir} is not a folder. Name a folder, s3://BUCKET/PREFIX or logpush://HOST:PORT.`,
      ExitCode.Usage,
    );
  const files = followFolder(dir);
  return async () => {
    const settled = files.poll(Date.now());
    for (let at = 0; at < settled.length && !follower.stopped.aborted; at += TOGETHER) {
      const some = settled.slice(at, at + TOGETHER);
      const unseen = await follower.unseen(some.map(({ followed }) => followed));
      const wanted = some.filter(({ followed }) => unseen.has(followed.place));
      if (wanted.length > 0) await follower.ingest(wanted);
    }
  };
}

async function bucketRound(o: FollowOptions, name: string, prefix: string, follower: Follower): Promise<Round> {
  const { createOutbound } = await import('@remit/outbound');
  const { openBucket } = await import('../follow/s3-bucket.ts');
  const where = {
    bucket: name,
    prefix,
    region: o.region,
    ...(o.endpoint === undefined ? {} : { endpoint: o.endpoint }),
  };
  return async () => {
    const bucket = openBucket(where, createOutbound(outboundOptions(follower.config)));
    try {
      for await (const page of bucket.list()) {
        const places = page.map(({ key, tag }) => ({ place: `s3://${name}/${key}`, tag }));
        const unseen = places.length === 0 ? new Set<string>() : await follower.unseen(places);
        for (const followed of places) {
          if (follower.stopped.aborted) return;
          if (!unseen.has(followed.place)) continue;
          const path = join(follower.spool, 'object');
          await pipeline(await bucket.read(followed.place.slice(`s3://${name}/`.length)), createWriteStream(path));
          await follower.ingest([{ path, name: followed.place, followed }]);
          rmSync(path, { force: true });
        }
      }
    } finally {
      await bucket.close();
    }
  };
}

async function logpush(io: Io, o: FollowOptions & GlobalOptions, place: string, follower: Follower): Promise<void> {
  const [, host, port] = /^logpush:\/\/(\[[0-9a-fA-F:]+\]|[^:/]+):(\d{1,5})$/.exec(place) ?? [];
  if (host === undefined) throw new CommandFailure('Write the endpoint as logpush://HOST:PORT.', ExitCode.Usage);
  if (o.secretFile === undefined)
    throw new CommandFailure(
      'The endpoint needs --secret-file: senders put its content into the header x-remit-secret.',
      ExitCode.Usage,
    );
  const { startLogpush } = await import('../follow/logpush-listener.ts');
  const listener = await startLogpush({
    host: host.replace(/^\[|\]$/g, ''),
    port: Number(port),
    secret: readFileSync(resolve(io.cwd, o.secretFile), 'utf8').trim(),
    spool: follower.spool,
    async push(file) {
      const { reports, errors } = await follower.ingest([file]);
      if (errors[0] !== undefined) return { kind: 'failed', why: errors[0].why };
      return reports[0]?.state === 'unrecognised'
        ? { kind: 'failed', why: 'no source knows anything in it' }
        : { kind: 'in' };
    },
  });
  io.out(o.json === true ? JSON.stringify({ url: listener.url }) : `Logpush endpoint ${listener.url}`);
  if (!follower.stopped.aborted)
    await new Promise((done) => follower.stopped.addEventListener('abort', done, { once: true }));
  await listener.close();
}
