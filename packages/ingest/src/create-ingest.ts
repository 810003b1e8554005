/**
 * The writer: one `ingest.batch` record for each object (ledger reference §2). An object that is in already adds nothing, an
 * event that is in already is counted and left out, and a crash leaves either a whole batch or nothing.
 */
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { RemitError, rfc3339 } from '@remit/core';
import { SubjectKind } from '@remit/record';
import { draftOf, recogniserOf, report, stateOf } from './batch/batch-record.ts';
import { type BuiltBatch, buildBatch } from './batch/build-batch.ts';
import type { Recogniser } from './batch/recognise.ts';
import type { Ingest, IngestDeps, IntegrityFinding, ObjectOptions, ObjectReport } from './ingest-types.ts';
import { createTeam } from './prepare/team.ts';
import { digestOf, glanceAt, type ReceivedObject } from './read/received-object.ts';
import type { PreparedBatch } from './store/batch-file.ts';
import { syncFolder, writeFileDurably } from './store/durable.ts';
import { openEventIndex } from './store/event-index.ts';
import { finishBatch, readIntoIndex, recoverBatches } from './store/finish-batch.ts';
import { FILES, ingestFolder, PART } from './store/layout.ts';

const newKey = () => randomBytes(32);

/** Opens the folder of ingested objects and repairs what a crash left. */
export function createIngest(deps: IngestDeps): Ingest {
  const folder = ingestFolder(deps.dir);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const index = openEventIndex(folder);
  const team = createTeam();
  const startup = recoverBatches(folder, deps.reader, index);
  let queue: Promise<unknown> = Promise.resolve();
  let doubt: { readonly part: string; readonly prepared: PreparedBatch; readonly id: string } | undefined;

  const ingestOne = async (object: ReceivedObject, options: ObjectOptions): Promise<ObjectReport> => {
    const by = recogniserOf(options.sources ?? deps.sources, options);
    settleDoubt();
    const before = glanceAt(object.path);
    const sha = index.mayHold(before.mark) ? await digestOf(object.path) : undefined;
    const held = sha === undefined ? undefined : index.batchOf(sha);
    if (held !== undefined) return report(object, 'already', undefined, { batch: held });
    const receivedAt = rfc3339(deps.clock.now());
    const part = mkdtempSync(join(folder, PART));
    index.begin();
    try {
      const total = before.bytes;
      const built = await buildBatch(
        { subjects: deps.subjects, index, by, team, newKey },
        object,
        before,
        part,
        receivedAt,
        (at) => options.progress?.({ object: object.name, total, ...at }),
      );
      if ((sha !== undefined && built.sha !== sha) || glanceAt(object.path).version !== before.version)
        throw new Error(`${object.name} changed while it was read. Ingest it when it is complete.`);
      const state = stateOf(built, index.batchOf(built.contentSha), options);
      if (state !== 'added') {
        index.rollback();
        rmSync(part, { recursive: true, force: true });
        const same = index.batchOf(built.contentSha);
        return report(object, state, built, same === undefined ? {} : { batch: same });
      }
      return await record(object, options, by, part, receivedAt, built, before.mark);
    } catch (error) {
      index.rollback();
      if (doubt?.part !== part) rmSync(part, { recursive: true, force: true });
      throw error;
    }
  };

  // Threat: a record that came too late for its deadline may be in the log all the same; ingesting its object again would
  // give each event two leaves.
  const settleDoubt = () => {
    if (doubt === undefined) return;
    if (deps.reader.find(doubt.id) === undefined)
      throw new Error(`Record ${doubt.id} was not durable in time and may still become so. Try again, or start again.`);
    finishBatch(folder, doubt.part, doubt.prepared, doubt.id);
    readIntoIndex(join(folder, doubt.id), { ...doubt.prepared, id: doubt.id }, index);
    doubt = undefined;
  };

  const record = async (
    object: ReceivedObject,
    options: ObjectOptions,
    by: Recogniser,
    part: string,
    receivedAt: string,
    built: BuiltBatch,
    mark: string,
  ): Promise<ObjectReport> => {
    const source = built.source ?? by.fallback?.source ?? by.sources[0];
    if (source === undefined) throw new Error('there is no source');
    const found = options.integrity?.({ name: object.name, sha: built.sha, contentSha: built.contentSha });
    const finding: IntegrityFinding = found ?? { integrity: 'none' };
    const prepared = {
      v: 2 as const,
      sha: built.sha,
      contentSha: built.contentSha,
      receivedAt,
      size: built.size,
      root: built.root,
      ...(options.mapped === undefined ? {} : { mapping: options.mapped.sha }),
    };
    writeFileDurably(join(part, FILES.prepared), Buffer.from(`${JSON.stringify(prepared)}\n`));
    syncFolder(folder);
    // The batch has a key of its own in the vault: destroying it shreds the object and closes every commitment of its events.
    const own = deps.subjects.handle(SubjectKind.Affected, `ingest.batch ${built.sha} ${receivedAt}`);
    const written = deps.recorder.record(draftOf(object, options, source, built, finding), {
      fields: { key: { kind: 'blob', bytes: built.key, ctype: 'application/octet-stream' } },
      subjects: [own],
      persons: built.persons,
    });
    await written.durable.catch((error: unknown) => {
      if (error instanceof RemitError && error.code === 'ledger.not-durable')
        doubt = { part, prepared, id: written.id };
      throw error;
    });
    finishBatch(folder, part, prepared, written.id);
    index.addObject(built.sha, written.id, mark);
    index.addObject(built.contentSha, written.id, '');
    index.addBatch(written.id);
    index.commit();
    return report(object, 'added', built, { batch: written.id, source: source.id, integrity: finding.integrity });
  };

  return {
    startup,
    isFollowed: (place, tag) => index.tagOf(place) === tag,
    object(object, options = {}) {
      const next = queue.then(async () => {
        const done = await ingestOne(object, options);
        if (options.followed !== undefined) index.setTag(options.followed.place, options.followed.tag);
        return done;
      });
      queue = next.catch(() => undefined);
      return next;
    },
    async close() {
      await queue;
      await team.close();
      index.close();
    },
  };
}
