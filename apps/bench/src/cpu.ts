/** CPU time and memory of processes, read from /proc (Linux). */
import { readdirSync, readFileSync } from 'node:fs';

// USER_HZ. It is 100 on every Linux that Node runs on (proc(5), sysconf(_SC_CLK_TCK)).
const TICKS_PER_SECOND = 100;

/** User and system CPU time of one process so far, in microseconds; children that still run are not in it. */
export function cpuOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name in parentheses may hold spaces; fields are counted from behind it: utime is field 14, stime 15.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[11]) + Number(fields[12])) * 1_000_000) / TICKS_PER_SECOND;
}

/** Resident memory of one process, in bytes. */
export function memoryOf(pid: number): number {
  const kib = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kib ?? 0) * 1024;
}

export interface Family {
  readonly pid: number;
  readonly command: string;
}

/** A process and its descendants, without those descendants whose command line holds one of `without` (an upstream's own process). */
export function familyOf(pid: number, without: readonly string[] = []): Family[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // The process ended between the listing and the read: it is nobody's descendant any more.
    }
  }
  const family: Family[] = [];
  const visit = (at: number) => {
    const command = commandOf(at);
    if (command === undefined) return;
    // A proxy names its upstream on its own command line, too.
    if (at !== pid && without.some((text) => command.includes(text))) return;
    family.push({ pid: at, command });
    for (const [child, parent] of parents) if (parent === at) visit(child);
  };
  visit(pid);
  return family;
}

/** The command line; undefined when the process has ended meanwhile. */
function commandOf(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return undefined;
  }
}

/** Sum of {@link cpuOf} over a family. */
export function cpuOfAll(family: readonly Family[]): number {
  return family.reduce((sum, { pid }) => sum + cpuOf(pid), 0);
}

/**
 * CPU that the processes which `pid` has now have spent since `before`, an answer of {@link cpuByProcess}. A process that was
 * started in between counts as a whole; what ended in between is not in it.
 */
export function cpuSince(before: ReadonlyMap<number, number>, pid: number): number {
  let sum = 0;
  for (const [one, spent] of cpuByProcess(pid)) sum += spent - (before.get(one) ?? 0);
  return sum;
}

/** {@link cpuOf} of a process and each of its descendants. */
export function cpuByProcess(pid: number): ReadonlyMap<number, number> {
  const spent = new Map<number, number>();
  for (const { pid: one } of familyOf(pid)) {
    try {
      spent.set(one, cpuOf(one));
    } catch {
      // Ended meanwhile: a server's helper comes and goes.
    }
  }
  return spent;
}
