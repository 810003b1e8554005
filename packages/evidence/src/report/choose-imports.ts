/** Which foreign traces a report works out: those drawn by the auditor's seed, else the first of each verdict. */
import { fromUtf8 } from '@remit/core';
import type { AssembledPack, ImportedTrace, Sample } from '@remit/verify';
import { contentsOf, startOf } from '@remit/verify';

/** Most foreign traces worked out on paper. */
const MOST = 10;
/** How many lines of each file are looked at for examples when no sample was drawn. */
const LOOKED_AT = 500;
/** So many lines of a common length; where lines are longer, fewer are looked at. */
const LOOKED_AT_BYTES = 4 * 1024 * 1024;

type Files = AssembledPack['files'];

/** The traces, in the order in which they are shown. Files are read one after the other: there may be many large ones. */
export function importsToWork({ files }: Pick<AssembledPack, 'files'>): ImportedTrace[] {
  const paths = [...files.keys()].filter((path) => path.startsWith('07_imported_traces-'));
  const sampling = files.get('13_sampling.json');
  if (paths.length === 0) return [];
  return sampling === undefined ? examples(paths, files) : drawn(paths, files, sampling);
}

function examples(paths: readonly string[], files: Files): ImportedTrace[] {
  const first = new Map<string, ImportedTrace>();
  const contents = contentsOf(files);
  for (const path of paths) {
    // The same lines however the file is held.
    const bytes = startOf(contents.get(path) ?? new Uint8Array(), LOOKED_AT_BYTES).subarray(0, LOOKED_AT_BYTES);
    let start = 0;
    for (let n = 0; n < LOOKED_AT; n++) {
      const end = bytes.indexOf(0x0a, start);
      if (end < 0) break;
      const trace = parse(bytes.subarray(start, end));
      const key = `${trace.scopeVerdict.overall} ${trace.origin.dataset}`;
      if (!first.has(key)) first.set(key, trace);
      start = end + 1;
    }
  }
  return [...first.values()].slice(0, MOST);
}

function drawn(paths: readonly string[], files: Files, sampling: Uint8Array): ImportedTrace[] {
  // Written by samplingOf of @remit/verify in this process. Ids of foreign traces are `batch:place`.
  const { drawn: all } = JSON.parse(fromUtf8(sampling) ?? '') as Sample;
  const foreign = all.filter(({ trace }) => trace.includes(':')).sort((a, b) => (a.draw < b.draw ? -1 : 1));
  const wanted = foreign.slice(0, MOST).map(({ trace }) => trace);
  const found = new Map<string, ImportedTrace>();
  for (const path of paths) {
    if (found.size === wanted.length) break;
    const bytes = files.get(path) ?? new Uint8Array();
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (const id of wanted) {
      const at = found.has(id) ? -1 : buffer.indexOf(`"traceId":"${id}"`);
      if (at < 0) continue;
      found.set(id, parse(bytes.subarray(buffer.lastIndexOf(0x0a, at) + 1, buffer.indexOf(0x0a, at))));
    }
  }
  return wanted.flatMap((id) => found.get(id) ?? []);
}

function parse(line: Uint8Array): ImportedTrace {
  // A line of traces as projectImported of @remit/verify wrote it in this process.
  return JSON.parse(fromUtf8(line) ?? '') as ImportedTrace;
}
