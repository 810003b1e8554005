/** What follows from a read object: whether it is a batch, its record, its report. Pure. */
import type { DraftOf, UpstreamIntegrity } from '@remit/record';
import type { IntegrityFinding, ObjectOptions, ObjectReport } from '../ingest-types.ts';
import type { ReceivedObject } from '../read/received-object.ts';
import type { Source } from '../source.ts';
import type { BuiltBatch } from './build-batch.ts';
import type { Recogniser } from './recognise.ts';

/** An object that brings nothing new adds nothing; what could not be read is new unless nobody knows any of it. */
export function stateOf(
  built: BuiltBatch,
  sameContent: string | undefined,
  options: ObjectOptions,
): ObjectReport['state'] {
  if (sameContent !== undefined) return 'already';
  if (built.size > 0) return 'added';
  if (built.unparsed === 0) return built.duplicates > 0 ? 'already' : 'empty';
  // A source that knows what it is and that it is no log, such as a digest file of CloudTrail.
  if ([...built.reasons.keys()].every((reason) => /^not_mapped: \w+_is_no_event$/.test(reason))) return 'empty';
  const named = options.source !== undefined || options.mapped !== undefined;
  return built.duplicates > 0 || named ? 'added' : 'unrecognised';
}

/** Who may know the records of an object. @throws Error when the named source or dataset is not there. */
export function recogniserOf(sources: readonly Source[], options: ObjectOptions): Recogniser {
  if (options.mapped !== undefined) {
    const { source, mapping } = options.mapped;
    const fallback = { source, dataset: source.id };
    return { sources: [source], fallback, ...(mapping.format === 'csv' ? { csv: mapping.csv } : {}) };
  }
  if (options.source === undefined) return { sources };
  const wanted = options.source;
  for (const source of sources)
    for (const { id } of source.datasets)
      if (id === wanted || (source.id === wanted && source.datasets.length === 1))
        return { sources, fallback: { source, dataset: id } };
  const own = sources.find(({ id }) => id === wanted);
  // Several datasets: the members of each record say which.
  if (own !== undefined) return { sources: [own] };
  const ids = sources.map(({ id }) => id).join(', ');
  throw new Error(`There is no source ${wanted}. Known: ${ids}; or one of their datasets.`);
}

/** The record of a batch. */
export function draftOf(
  object: ReceivedObject,
  options: ObjectOptions,
  source: Source,
  built: BuiltBatch,
  finding: IntegrityFinding,
): DraftOf<'ingest.batch'> {
  return {
    t: 'ingest.batch',
    ...(options.who === undefined ? {} : { who: options.who }),
    ing: {
      source: source.id,
      vendor: source.vendor,
      object: object.name,
      sha: built.sha,
      ...(built.gzip ? { content_sha: built.contentSha } : {}),
      bytes: built.bytes,
      integrity: finding.integrity,
      ...(finding.why === undefined ? {} : { integrity_why: finding.why }),
      parser: source.parser,
      datasets: { ...built.datasets },
      events: built.size,
      duplicates: built.duplicates,
      unparsed: built.unparsed,
      ...(built.unparsedSha === undefined ? {} : { unparsed_sha: built.unparsedSha }),
      ...(built.from === undefined ? {} : { from: built.from }),
      ...(built.to === undefined ? {} : { to: built.to }),
      tree: { size: built.size, root: built.root },
      ...(built.sampled ? { sampled: true as const } : {}),
    },
  };
}

/** What became of an object, for the caller. */
export function report(
  object: ReceivedObject,
  state: ObjectReport['state'],
  built: BuiltBatch | undefined,
  more: { readonly batch?: string; readonly source?: string; readonly integrity?: UpstreamIntegrity },
): ObjectReport {
  return {
    object: object.name,
    state,
    ...more,
    events: state === 'added' ? (built?.size ?? 0) : 0,
    duplicates: built?.duplicates ?? 0,
    unparsed: built?.unparsed ?? 0,
    reasons: Object.fromEntries(built?.reasons ?? []),
  };
}
