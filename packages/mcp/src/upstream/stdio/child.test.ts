import { describe, expect, it } from 'vitest';
import { until } from '../../testkit/until.ts';
import type { Child } from './child.ts';
import { startChild } from './child.ts';
import { defaultChildEnv } from './child-environment.ts';

const limits = { maxUpstreamMessageBytes: 1_000_000, killGraceMs: 200 };

interface Watched {
  readonly child: Child;
  readonly lines: string[];
  readonly ended: Promise<{ started: boolean; detail: string }>;
}

function start(code: string, options: Partial<typeof limits> & { command?: string } = {}): Watched {
  const lines: string[] = [];
  let child: Child | undefined;
  const ended = new Promise<{ started: boolean; detail: string }>((resolve) => {
    const server = { kind: 'stdio', command: options.command ?? process.execPath, args: ['-e', code] } as const;
    child = startChild(
      server,
      defaultChildEnv(),
      { ...limits, ...options },
      {
        line: (bytes) => lines.push(Buffer.from(bytes).toString('utf8')),
        ended: resolve,
      },
    );
  });
  if (child === undefined) throw new TypeError('startChild did not return');
  return { child, lines, ended };
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

describe('a child process', () => {
  it('[mcp.stdio-environment] gets PATH and HOME and nothing else of ours', async () => {
    const { lines, ended } = start('console.log(JSON.stringify(Object.keys(process.env).sort()))');
    await ended;
    expect(JSON.parse(lines[0] ?? '')).toEqual(['HOME', 'PATH']);
  });

  it('[mcp.stdio-kill] dies with everything it started', async () => {
    const grandchild = 'setInterval(() => {}, 1000)';
    const code = `const { pid } = require('child_process').spawn(process.execPath, ['-e', '${grandchild}'], { stdio: 'inherit' });
      console.log(pid); ${grandchild}`;
    const { child, lines, ended } = start(code);
    const pid = Number(await until(() => lines[0]));
    expect(isAlive(pid)).toBe(true);
    await child.kill();
    expect(await ended).toMatchObject({ started: true });
    await until(() => (isAlive(pid) ? undefined : true));
  });

  it('[mcp.stdio-kill] is killed when it does not listen to SIGTERM', async () => {
    const { child, lines, ended } = start(
      'process.on("SIGTERM", () => {}); console.log("up"); setInterval(() => {}, 1000)',
    );
    await until(() => lines[0]);
    await child.kill();
    expect((await ended).detail).toBe('signal SIGKILL');
  });

  it('[mcp.stdio-kill] takes what it started along when it ends by itself', async () => {
    const code = `const { pid } = require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
      console.log(pid); setTimeout(() => process.exit(4), 50)`;
    const { lines, ended } = start(code);
    expect(await ended).toEqual({ started: true, detail: 'exit code 4' });
    const pid = Number(lines[0]);
    await until(() => (isAlive(pid) ? undefined : true));
  });

  it('[mcp.bounds] may flood stderr: it is drained, and only the end is kept', async () => {
    const { child, lines, ended } = start(
      'process.stderr.write("x".repeat(5_000_000) + "END", () => console.log("done"))',
    );
    await ended;
    expect(lines).toEqual(['done']);
    expect(child.stderrTail().length).toBe(4096);
    expect(child.stderrTail()).toMatch(/END$/);
  });

  it('[mcp.bounds] is killed for a line that is too long', async () => {
    const { lines, ended } = start(
      'console.log("short"); process.stdout.write("x".repeat(10_000)); setInterval(() => {}, 1000)',
      {
        maxUpstreamMessageBytes: 1_000,
      },
    );
    expect((await ended).detail).toBe('signal SIGKILL');
    expect(lines).toEqual(['short']);
  });

  it('that cannot be started ends at once, and says so', async () => {
    const { child, ended } = start('', { command: '/no/such/program' });
    expect(await ended).toEqual({ started: false, detail: 'cannot start: ENOENT' });
    expect(child.send('{}')).toBe(false);
    await child.kill();
  });

  it('gets each message as one line', async () => {
    const { child, lines, ended } = start(
      'process.stdin.once("data", (d) => { console.log(JSON.stringify(String(d))); process.exit(0) })',
    );
    child.send('{"a":\r\n 1,"b":"\\n"}');
    await ended;
    expect(JSON.parse(lines[0] ?? '')).toBe('{"a":   1,"b":"\\n"}\n');
  });
});
