/** The processes of a PostgreSQL server under test, and how it comes back by itself or is started again. */
import { readdirSync, readFileSync } from 'node:fs';
import type { TestPostgres } from '@remit/testing/postgres';
import { pause } from './programs.ts';

/** How often, and how long, a server that recovers is asked. */
const ASK_MS = 200;
const TRIES = 100;

/** The server's process and those that it started; none when it has ended. Linux. */
export function serverProcesses(server: TestPostgres): number[] {
  const main = mainProcess(server);
  if (main === undefined) return [];
  const below = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && parentOf(name) === main);
  return [main, ...below.map(Number)];
}

/** Resolves when it answers; a server that has ended is started. */
export async function serverBack(server: TestPostgres): Promise<void> {
  for (let tries = 0; tries < TRIES; tries++) {
    try {
      await server.admin('SELECT 1');
      return;
    } catch {
      // It recovers, or it could not write its journal and has ended.
      if (mainProcess(server) === undefined) return await server.restart();
      await pause(ASK_MS);
    }
  }
  throw new Error('PostgreSQL did not come back');
}

function mainProcess(server: TestPostgres): number | undefined {
  try {
    const pid = server.pid();
    return stateOf(pid) === 'Z' ? undefined : pid;
  } catch {
    // No postmaster.pid, or a process that is not there.
    return undefined;
  }
}

function stateOf(pid: number): string | undefined {
  return fieldsOf(String(pid))[0];
}

function parentOf(name: string): number | undefined {
  try {
    return Number(fieldsOf(name)[1]);
  } catch {
    // It ended between the listing and the read.
    return undefined;
  }
}

/** Fields of /proc/PID/stat behind the name in parentheses, which may hold spaces: state, parent, ... */
function fieldsOf(name: string): string[] {
  const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}
