/** One report over the administration API: what is asked for, and the pack that comes back. */
import type { ReportSummary } from '../server/admin-types.ts';
import type { GlobalOptions } from './context.ts';
import { send } from './context.ts';
import type { Io } from './io.ts';
import { CommandFailure, ExitCode } from './io.ts';

/** Options that say what stands in a pack. */
export interface PackOptions {
  readonly system?: string;
  readonly atSize?: string;
  readonly asOf?: string;
  readonly sampleSeed?: string;
  readonly sample?: string;
  readonly final?: true;
  readonly redacted?: true;
  readonly log?: string;
}

/** What came back. `redacted` is empty when no variant was asked for. */
export interface AnsweredPack {
  readonly summary: ReportSummary;
  readonly zip: Uint8Array;
  readonly redacted: Uint8Array;
}

/** Asks for the pack of a period. Ends with the message of the API. */
export async function askForPack(
  io: Io,
  o: PackOptions & GlobalOptions,
  period: { readonly from: string; readonly to: string },
): Promise<AnsweredPack> {
  const content = JSON.stringify({ ...period, ...requestOf(o) });
  const body = { type: 'application/json', content } as const;
  return unframe((await send(io, o, { method: 'POST', path: '/v1/reports', body })).body);
}

/** The part of a request that the options give. Ends with the exact problem when they do not fit together. */
export function requestOf(o: PackOptions): object {
  const { system, atSize, asOf, sampleSeed: seed, sample, final, redacted, log } = o;
  if (sample !== undefined && seed === undefined)
    throw new CommandFailure('--sample needs --sample-seed: the text that the auditor chose.', ExitCode.Usage);
  const n = sample ?? '10';
  if (!/^\d{1,6}$/.test(n)) throw new CommandFailure(`--sample "${n}": expected a number, such as 10.`, ExitCode.Usage);
  const drawn = seed === undefined ? {} : { sample: { seed, n: Number(n) } };
  return { system, atSize, asOf, final, redacted, log, ...drawn };
}

/** The answer of POST /v1/reports: one line of JSON, the zip, and the zip of the redacted variant if there is one. */
function unframe(body: Uint8Array): AnsweredPack {
  const end = body.indexOf(0x0a);
  // Our own API: the first line is what evidence-routes.ts writes.
  const summary = JSON.parse(new TextDecoder().decode(body.subarray(0, end))) as ReportSummary;
  const second = end + 1 + summary.bytes;
  return { summary, zip: body.subarray(end + 1, second), redacted: body.subarray(second) };
}
