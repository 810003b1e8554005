/** Reads a CPU profile of V8: where the time went, by function. Pure. */

/** The part of a .cpuprofile file that is read here. */
export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  }[];
  readonly samples?: readonly number[];
  /** Microseconds between samples. */
  readonly timeDeltas?: readonly number[];
}

/** One function's own time. */
export interface TopFunction {
  readonly name: string;
  /** Package or file and line. */
  readonly where: string;
  /** Milliseconds. */
  readonly self: number;
  /** Of the busy time, 0 to 1. */
  readonly share: number;
}

/** Busy milliseconds and the functions with the most time of their own. */
export function topFunctions(profile: CpuProfile, most: number): { busyMs: number; top: TopFunction[] } {
  const nodes = new Map(profile.nodes.map((node) => [node.id, node.callFrame]));
  const times = new Map<string, { name: string; where: string; us: number }>();
  let busy = 0;
  profile.samples?.forEach((id, i) => {
    const frame = nodes.get(id);
    const us = profile.timeDeltas?.[i] ?? 0;
    if (frame === undefined || frame.functionName === '(idle)' || frame.functionName === '(root)') return;
    busy += us;
    const where = placeOf(frame.url, frame.lineNumber);
    const key = `${frame.functionName} ${where}`;
    const seen = times.get(key);
    if (seen === undefined) times.set(key, { name: frame.functionName || '(anonymous)', where, us });
    else seen.us += us;
  });
  const top = [...times.values()]
    .sort((a, b) => b.us - a.us)
    .slice(0, most)
    .map(({ name, where, us }) => ({ name, where, self: us / 1000, share: us / busy }));
  return { busyMs: busy / 1000, top };
}

/** The end of a script's address: package and file. Empty for what V8 does itself. */
function placeOf(url: string, line: number): string {
  if (url === '') return '';
  const short = url.replace(/^file:\/\//, '').replace(/^.*\/(node_modules|packages|apps)\//, '');
  return `${short}:${line + 1}`;
}
