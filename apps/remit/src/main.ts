#!/usr/bin/env node
/** The process: standard streams and environment in, exit code out. */
import { run } from './cli/run.ts';
import { terminalOf } from './cli/terminal.ts';
import { readEnvironment } from './config/environment.ts';

const terminal = terminalOf(process.stdout, process.env);

process.exitCode = await run(process.argv.slice(2), {
  env: readEnvironment(process.env),
  cwd: process.cwd(),
  interactive: process.stderr.isTTY,
  ...(terminal === undefined ? {} : { terminal }),
  out: (text) => void process.stdout.write(`${text}\n`),
  err: (text) => void process.stderr.write(`${text}\n`),
  outBytes: (bytes) => void process.stdout.write(bytes),
});
