/**
 * From the material of a pack to its files. The writer of a pack and its verifier call the same function, so a figure
 * in the report cannot differ from what the records give without the bytes differing.
 */
import type { Result } from '@remit/core';
import { canonicalize, err, ok, utf8 } from '@remit/core';
import type { DecisionTrace } from '@remit/record';
import { agentsDeclaration } from '../imported/agent-register.ts';
import type { ImportedLink } from '../imported/custody.ts';
import { exceptionsGuide } from '../imported/exceptions-guide.ts';
import { foreignGuide } from '../imported/guide.ts';
import { peopleDeclaration } from '../imported/person-register.ts';
import type { ImportedProjection } from '../imported/project.ts';
import { projectImported, projecting } from '../imported/project.ts';
import { createBuffers } from '../imported/text-sink.ts';
import { joinGuide } from '../joins/join-guide.ts';
import type { FileContent } from '../pack/file-content.ts';
import type { KeepLater } from '../pack/keeping.ts';
import { keepBeside } from '../pack/keeping.ts';
import { contentsOf, packFiles } from '../pack/pack-files.ts';
import { anchorFiles } from './anchors.ts';
import { carriedFiles } from './carried.ts';
import { changeLines } from './changes.ts';
import type { PackException } from './exceptions.ts';
import { allFindings, exceptionsCsv, groupFindings, kindsByTrace } from './exceptions.ts';
import { disclosureLines, gapReport, logFiles, proofFiles, readerOf, rootOf } from './integrity-files.ts';
import { lawFiles } from './law/law-files.ts';
import { lawGuide } from './law/law-guide.ts';
import type { LawReading } from './law/law-reading.ts';
import { readLaw } from './law/law-reading.ts';
import type { UnreadableEntry } from './log-view.ts';
import type { Manifest } from './manifest.ts';
import { manifestOf } from './manifest.ts';
import { modelGuide } from './model-guide.ts';
import type { PackCore } from './pack-core.ts';
import { paths, renderedPaths } from './pack-core.ts';
import type { Population } from './population.ts';
import { populationOf } from './population.ts';
import { readmeHtml } from './readme.ts';
import { reportOf } from './report.ts';
import { reportGuide } from './report-guide.ts';
import { rootFiles, rootGuide } from './root-log.ts';
import { since } from './rules.ts';
import { guideOfRules1 } from './rules-1/guide.ts';
import { samplingOf } from './sampling-file.ts';
import type { Study } from './study.ts';
import { studyCore } from './study.ts';
import { testVectors } from './test-vectors.ts';
import { traceOf } from './trace.ts';
import { traceIndexCsv } from './trace-index.ts';
import { trustGuide } from './trust-guide.ts';
import { witnessedFiles } from './unwitnessed.ts';
import { guideText } from './verify-guide.ts';

/** A pack's files by path, sorted, and the values they were written from. */
export interface AssembledPack {
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly manifest: Manifest;
  readonly study: Study;
  readonly traces: readonly DecisionTrace[];
  readonly exceptions: readonly PackException[];
  readonly population: Population;
  /** What logs of other systems show. */
  readonly imported: ImportedProjection;
  /** What the catalogue says; absent when the inputs name none. */
  readonly law?: LawReading;
}

/** What a report is written from. */
export type Projection = Omit<AssembledPack, 'files' | 'manifest'>;

/** Writes all files of a pack from its material. Fails when an entry of the log is not a record. */
export function assemblePack(core: PackCore): Result<AssembledPack, readonly UnreadableEntry[]> {
  const study = studyCore(core);
  return study.ok ? ok(assembleStudy(study.value)) : err(study.error);
}

/** The traces, exceptions and counts of a study, without the files. */
export function projectStudy(study: Study, imported: ImportedProjection = projectImported(study)): Projection {
  const findings = allFindings(study, imported);
  const exceptions = groupFindings(findings);
  const kinds = kindsByTrace(findings);
  const traces = study.selection.calls.map((call) => {
    const { id } = call.decisions[0].record;
    return withJoins(traceOf(call, study, kinds.get(id) ?? []), imported.joins?.linksOfCall(id) ?? []);
  });
  return { study, traces, exceptions, population: populationOf(study, traces), imported };
}

/** As {@link projectStudy}, with large files held beside the work; `keep` absent: on the spot. `buffers`: those that helpers may read. */
export async function projectStudyBeside(
  study: Study,
  keep: KeepLater | undefined,
  buffers = createBuffers(true),
): Promise<Projection> {
  if (keep === undefined) return projectStudy(study);
  return projectStudy(study, await keepBeside(projecting(study, buffers), keep));
}

/** A trace of an own call with its links to what other systems' logs show. */
function withJoins(trace: DecisionTrace, links: readonly ImportedLink[]): DecisionTrace {
  if (links.length === 0) return trace;
  return { ...trace, custody: { ...trace.custody, links: [...trace.custody.links, ...links] } };
}

/** Writes all files of a pack, with what the catalogue of requirements says when the inputs name one. */
export async function assembleReport(
  study: Study,
  projection: Projection = projectStudy(study),
): Promise<AssembledPack> {
  const { catalogue } = study.core.inputs;
  if (catalogue === undefined) return assembleStudy(study, projection);
  return assembleStudy(study, { ...projection, law: await readLaw(projection, catalogue) });
}

/** Writes all files of a pack from its studied material. An input that names a catalogue needs `projection.law`. */
export function assembleStudy(study: Study, projection: Projection = projectStudy(study)): AssembledPack {
  const { core } = study;
  const { traces, exceptions, population, law } = projection;
  if (core.inputs.catalogue !== undefined && law === undefined) throw new TypeError('the catalogue was not read');
  const read = readerOf(core.entries, core.known);
  const root = rootOf(core.entries.length, read);
  const files: (readonly [string, FileContent])[] = [
    ...renderedFiles(core),
    [paths.readme, utf8(readmeHtml(projection))],
    [paths.report, pretty(reportOf({ ...projection, root }))],
    ...(law === undefined ? [] : lawFiles(projection, law)),
    ...scopeFiles(study),
    ...projection.imported.files,
    ...agentsFile(study),
    ...peopleFile(study),
    [paths.traces, utf8(traces.map((trace) => `${canonicalize(trace)}\n`).join(''))],
    [paths.traceIndex, utf8(traceIndexCsv(traces))],
    [paths.exceptionsJson, pretty({ schema: 'remit.exceptions/1', exceptions })],
    [paths.exceptionsCsv, utf8(exceptionsCsv(exceptions))],
    [paths.changes, utf8(changeLines(study))],
    [paths.checkpoint, utf8(core.checkpoint)],
    ...witnessedFiles(study),
    ...rootFiles(core),
    ...logFiles(core.entries, read),
    ...definitionFiles(study),
    ...anchorFiles(study),
    [paths.disclosures, utf8(disclosureLines(study.selection.calls, study))],
    [paths.gapReport, pretty(gapReport(study))],
    ...proofFiles(study.selection.calls, study, read),
    [paths.population, pretty(population)],
    ...(core.inputs.sample === undefined
      ? []
      : [
          [
            paths.sampling,
            pretty(samplingOf(population, traces, projection.imported.files, core.inputs.sample)),
          ] as const,
        ]),
    [paths.guide, utf8(guideOf(projection))],
    ...testVectors(),
    [paths.verifier, core.verifier],
    ...carriedFiles(core),
  ];
  const sorted = sortFiles(files);
  const manifest = manifestOf(sorted, core);
  const all = sortFiles([...contentsOf(sorted), [paths.manifest, pretty(manifest)]]);
  return { ...projection, files: all, manifest };
}

/** The guide, with the sections that this pack needs. */
function guideOf({ imported, law, study }: Projection): string {
  const has = { foreign: imported.batches.length > 0, law: law !== undefined };
  if (!since(2, study.core.rules)) return guideOfRules1(study.core.inputs, has);
  const foreign = has.foreign ? `${foreignGuide}${joinGuide}${exceptionsGuide()}` : '';
  return `${guideText}${modelGuide(study)}${foreign}${has.law ? lawGuide : ''}${reportGuide(study.core.inputs)}${trustGuide(study)}${rootGuide(study.core)}`;
}

/** The same pack with pages for people in it: what {@link assembleStudy} gives for that material, without computing the rest again. */
export function withRendered(pack: AssembledPack, rendered: ReadonlyMap<string, Uint8Array>): AssembledPack {
  const core = { ...pack.study.core, rendered };
  const others = [...contentsOf(pack.files)].filter(
    ([path]) => path !== paths.manifest && !renderedPaths.includes(path),
  );
  const sorted = sortFiles([...others, ...renderedFiles(core)]);
  // The files are the same bytes: a large pack is not hashed twice.
  const known = pack.manifest.files.filter(({ path }) => !renderedPaths.includes(path));
  const manifest = manifestOf(sorted, core, new Map(known.map((file) => [file.path, file])));
  const files = sortFiles([...contentsOf(sorted), [paths.manifest, pretty(manifest)]]);
  return { ...pack, files, manifest, study: { ...pack.study, core } };
}

/** The pages for people. Only the known paths: nothing else may enter a pack without following from the records. */
function renderedFiles({ rendered }: PackCore): [string, Uint8Array][] {
  return renderedPaths.flatMap((path): [string, Uint8Array][] => {
    const bytes = rendered?.get(path);
    return bytes === undefined ? [] : [[path, bytes]];
  });
}

/** Indented JSON with a final line feed; member order is the order in which the code writes them. */
function pretty(value: object): Uint8Array {
  return utf8(`${JSON.stringify(value, null, 2)}\n`);
}

function scopeFiles(study: Study): [string, Uint8Array][] {
  return study.shelf.named.flatMap((sha): [string, Uint8Array][] => {
    const shelved = study.shelf.get(sha);
    if (shelved.kind === 'missing') return [];
    const source: [string, Uint8Array] = [paths.scopeSource(sha), shelved.source];
    if (shelved.kind === 'unreadable') return [source];
    const policies = shelved.compiled.tools.flatMap((tool) => Object.entries(tool.cedar));
    const text = policies.map(([id, policy]) => `// ${id}\n${policy}\n`).join('\n');
    return [source, [paths.scopeCedar(sha), utf8(text)]];
  });
}

/** The list of foreign identities that is in force at the end of the log. */
function agentsFile({ view, core }: Study): [string, Uint8Array][] {
  const sha = agentsDeclaration(view)?.record.chg.sha;
  const bytes = sha === undefined ? undefined : core.blobs.get(sha);
  return sha === undefined || bytes === undefined ? [] : [[paths.agents(sha), bytes]];
}

/** The list of persons with several names that is in force at the end of the log: handles only. */
function peopleFile({ view, core }: Study): [string, Uint8Array][] {
  const sha = peopleDeclaration(view)?.record.chg.sha;
  const bytes = sha === undefined ? undefined : core.blobs.get(sha);
  return sha === undefined || bytes === undefined ? [] : [[paths.people(sha), bytes]];
}

function definitionFiles(study: Study): [string, Uint8Array][] {
  const shas = new Set([...study.toolDefinitions.values()].map(({ record }) => record.act.tool_sha ?? ''));
  return [...shas].flatMap((sha): [string, Uint8Array][] => {
    const bytes = study.core.blobs.get(sha);
    return bytes === undefined ? [] : [[paths.toolDefinition(sha), bytes]];
  });
}

function sortFiles(files: readonly (readonly [string, FileContent])[]): ReadonlyMap<string, Uint8Array> {
  return packFiles([...new Map(files)].sort(([a], [b]) => (a < b ? -1 : 1)));
}
