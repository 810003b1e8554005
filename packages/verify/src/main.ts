/** Entry of the one-file verifier, and of its helper threads, which start with the same file. */
import { isMainThread } from 'node:worker_threads';
import { main } from './cli.ts';
import { serveHelper } from './helper/thread.ts';

if (isMainThread)
  process.exitCode = await main(process.argv.slice(2), process.stdout, process.stderr, {
    entry: new URL(import.meta.url),
  });
else serveHelper();
