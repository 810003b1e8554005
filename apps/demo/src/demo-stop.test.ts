import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { processesNaming, startDemo } from './testkit/demo-process.ts';

const demo = startDemo();
afterAll(() => demo.clean());

it('[demo.children] Ctrl-C in the middle ends the demo by that signal, with its processes, and leaves no results', async () => {
  await demo.printing(': the agent works within its scope');
  expect(processesNaming(demo.out) ?? ['no /proc here']).not.toEqual([]);
  demo.signal('SIGINT');
  expect(await demo.ended).toEqual({ code: null, signal: 'SIGINT' });
  expect(processesNaming(demo.out) ?? []).toEqual([]);
  expect(readdirSync(demo.temporary)).toEqual([]);
  expect(existsSync(join(demo.out, 'latest'))).toBe(false);
  expect(demo.printed()).not.toContain('PASS');
}, 120_000);
