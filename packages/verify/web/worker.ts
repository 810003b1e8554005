/** The worker of verify.html: everything is computed here, so that the page stays alive. */
import type { RecordResults } from '@remit/verify/in-browser';
import { examinePack, parseTrust } from '@remit/verify/in-browser';
import { z } from 'zod';
import type { FromWorker, ToWorker } from './messages.ts';
import { openZip } from './open-zip.ts';

// The page forbids code made from text, so the schemas must not be compiled that way.
z.config({ jitless: true });

let held: RecordResults | undefined;
const say = (message: FromWorker) => postMessage(message);

addEventListener('message', (event: MessageEvent<ToWorker>) => {
  const message = event.data;
  if (message.kind === 'rows') return rows(message);
  verify(message).catch((error: unknown) => say({ kind: 'refused', says: String(error) }));
});

async function verify({ zip, trust, now }: Extract<ToWorker, { kind: 'verify' }>): Promise<void> {
  const began = performance.now();
  const parsed = trust === undefined ? undefined : parseTrust(trust);
  if (parsed?.ok === false) return say({ kind: 'refused', says: `The trust file cannot be read: ${parsed.error}` });
  const packSha256 = [...new Uint8Array(await crypto.subtle.digest('SHA-256', zip))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
  say({ kind: 'step', name: 'unpack', n: 0, of: 1 });
  const source = await openZip(new Uint8Array(zip));
  const { report, records } = await examinePack(source, parsed?.value, now, {
    watch: (step) => say({ kind: 'step', ...step }),
  });
  held = records;
  say({
    kind: 'report',
    report,
    records: records.size,
    decisions: records.decisions.length,
    packSha256,
    seconds: (performance.now() - began) / 1000,
  });
}

function rows({ from, count, decisions }: Extract<ToWorker, { kind: 'rows' }>): void {
  const indexes = decisions
    ? (held?.decisions.slice(from, from + count) ?? [])
    : Array.from({ length: count }, (_, i) => from + i);
  const found = indexes.flatMap((index) => held?.at(index) ?? []);
  say({ kind: 'rows', from, of: (decisions ? held?.decisions.length : held?.size) ?? 0, rows: found });
}
