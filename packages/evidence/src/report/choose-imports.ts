/** Which foreign traces a report works out: those drawn by the auditor's seed, else the first of each verdict. */
import { fromUtf8 } from '@remit/core';
import type { AssembledPack, ImportedTrace, Sample } from '@remit/verify';

/** Most foreign traces worked out on paper. */
const MOST = 10;
/** How many lines of each file are looked at for examples when no sample was drawn. */
const LOOKED_AT = 500;

/** The traces, in the order in which they are shown. */
export function importsToWork({ files }: Pick<AssembledPack, 'files'>): ImportedTrace[] {
  const traceFiles = [...files].filter(([path]) => path.startsWith('07_imported_traces-')).map(([, bytes]) => bytes);
  const sampling = files.get('13_sampling.json');
  if (traceFiles.length === 0) return [];
  return sampling === undefined ? examples(traceFiles) : drawn(traceFiles, sampling);
}

function examples(traceFiles: readonly Uint8Array[]): ImportedTrace[] {
  const first = new Map<string, ImportedTrace>();
  for (const bytes of traceFiles) {
    let start = 0;
    for (let n = 0; n < LOOKED_AT && start < bytes.length; n++) {
      const end = bytes.indexOf(0x0a, start);
      const trace = parse(bytes.subarray(start, end));
      const key = `${trace.scopeVerdict.overall} ${trace.origin.dataset}`;
      if (!first.has(key)) first.set(key, trace);
      start = end + 1;
    }
  }
  return [...first.values()].slice(0, MOST);
}

function drawn(traceFiles: readonly Uint8Array[], sampling: Uint8Array): ImportedTrace[] {
  // Written by samplingOf of @remit/verify in this process. Ids of foreign traces are `batch:place`.
  const { drawn: all } = JSON.parse(fromUtf8(sampling) ?? '') as Sample;
  const wanted = all.filter(({ trace }) => trace.includes(':')).sort((a, b) => (a.draw < b.draw ? -1 : 1));
  return wanted.slice(0, MOST).flatMap(({ trace }) => {
    const needle = `"traceId":"${trace}"`;
    for (const bytes of traceFiles) {
      const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      const at = buffer.indexOf(needle);
      if (at < 0) continue;
      const end = buffer.indexOf(0x0a, at);
      return [parse(bytes.subarray(buffer.lastIndexOf(0x0a, at) + 1, end))];
    }
    return [];
  });
}

function parse(line: Uint8Array): ImportedTrace {
  // A line of traces as projectImported of @remit/verify wrote it in this process.
  return JSON.parse(fromUtf8(line) ?? '') as ImportedTrace;
}
