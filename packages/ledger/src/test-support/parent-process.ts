/** A gateway process that appends without end, to be killed. */
import { type ChildProcess, spawn } from 'node:child_process';
import { ORIGIN } from './ledger-lab.ts';

/** The process and what it saw acknowledged, index -> record id. */
export interface Parent {
  readonly process: ChildProcess;
  readonly acknowledged: ReadonlyMap<number, string>;
}

/** Starts it on a data folder, from the compiled package. */
export function startParent(dir: string): Parent {
  const entry = new URL('../../dist/index.js', import.meta.url).href;
  const script = `
    const { startLedger } = await import(${JSON.stringify(entry)});
    const silent = () => {};
    const ledger = await startLedger({
      dir: ${JSON.stringify(dir)}, origin: ${JSON.stringify(ORIGIN)}, software: 'remit-test 0', witnesses: [],
      clock: { now: () => Date.now() },
      logger: { debug: silent, info: silent, warn: silent, error: silent },
    });
    const sub = ledger.handle('person', 'a');
    const draft = {
      t: 'mcp.decision', who: { sub }, act: { srv: 'files', method: 'tools/call', tool: 'read' },
      pol: { dec: 'deny', eval: 'evaluated', rules: ['r'] },
    };
    for (;;) {
      const records = Array.from({ length: 40 }, () => ledger.record(draft));
      for (const { id, durable } of records) durable.then(({ index }) => process.stdout.write(index + ' ' + id + '\\n'), silent);
      await Promise.allSettled(records.map(({ durable }) => durable));
    }`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const acknowledged = new Map<number, string>();
  let held = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = (held + text).split('\n');
    held = lines.pop() ?? '';
    for (const line of lines) {
      const [index, id = ''] = line.split(' ');
      acknowledged.set(Number(index), id);
    }
  });
  return { process: child, acknowledged };
}
