import { afterEach, describe, expect, it } from 'vitest';
import type { Children } from './children.ts';
import { createChildren } from './children.ts';
import { until } from './until.ts';

const QUIET = 'setInterval(() => {}, 1000)';
/** Prints the process id of a child of its own, which stays. */
const PARENT = `const c = require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(QUIET)}], { stdio: 'ignore' });
console.log(JSON.stringify({ child: c.pid })); ${QUIET}`;
const STUBBORN = `process.on('SIGTERM', () => {}); console.log('deaf'); ${QUIET}`;

function childId(line: string): number | undefined {
  const id = /"child":(\d+)/.exec(line)?.[1];
  return id === undefined ? undefined : Number(id);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('child processes', () => {
  let children: Children = createChildren();
  afterEach(async () => {
    await children.endAll();
    children = createChildren();
  });
  const start = (code: string, name = 'child') => children.start({ name, args: ['-e', code], cwd: process.cwd() });

  it('[demo.children] what a child has started ends with it', async () => {
    const parent = start(PARENT);
    const grandchild = await parent.line(childId, 10_000);
    expect(isAlive(grandchild)).toBe(true);
    await children.endAll();
    expect(isAlive(parent.pid)).toBe(false);
    await until('the end of the grandchild', 5_000, () => Promise.resolve(isAlive(grandchild) ? undefined : true));
  });

  it('[demo.children] one that does not listen is ended, and so are those that a child left behind', async () => {
    const impatient = createChildren(50);
    const deaf = impatient.start({ name: 'deaf', args: ['-e', STUBBORN], cwd: process.cwd() });
    await deaf.line((line) => line === 'deaf' || undefined, 10_000);
    const parent = impatient.start({ name: 'parent', args: ['-e', PARENT], cwd: process.cwd() });
    const orphan = await parent.line(childId, 10_000);
    parent.signal('SIGKILL');
    await parent.ended;
    expect(isAlive(orphan)).toBe(true);
    await impatient.endAll();
    expect([deaf.groupAlive(), parent.groupAlive()]).toEqual([false, false]);
    await until('the end of the orphan', 5_000, () => Promise.resolve(isAlive(orphan) ? undefined : true));
  });

  it('gets no environment but its own', async () => {
    const child = children.start({
      name: 'env',
      args: ['-e', 'console.log(JSON.stringify(process.env))'],
      cwd: process.cwd(),
      env: { ONLY: '1' },
    });
    await child.ended;
    expect(child.stdout()).toBe('{"ONLY":"1"}');
  });

  it('a line that was printed already is found; an end before it is a failure with the last lines', async () => {
    const child = start('console.log("first"); console.error("second"); process.exit(3)', 'short');
    await child.ended;
    expect(await child.line((line) => (line === 'second' ? line : undefined), 1_000)).toBe('second');
    await expect(child.line((line) => (line === 'third' ? line : undefined), 1_000)).rejects.toThrow(
      /^short ended \(exit code 3\)\. It said:\n(first\nsecond|second\nfirst)$/,
    );
  });
});
