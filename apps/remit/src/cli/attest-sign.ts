/** Makes the statement from what is in force, signs it here, and has it recorded. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Statement } from '@remit/catalogue';
import { rfc3339, systemClock } from '@remit/core';
import type { RecordedAttestation, SystemView } from '../server/system-types.ts';
import type { GlobalOptions } from './context.ts';
import { sendJson } from './context.ts';
import type { Io } from './io.ts';
import { CommandFailure, ExitCode } from './io.ts';

/** Options of `sign` and `withdraw`. */
export interface AttestOptions extends GlobalOptions {
  readonly system: string;
  readonly as: string;
  readonly statement: string;
  readonly keyFile?: string;
  readonly validTo?: string;
  readonly notApplicable?: boolean;
}

type Done = RecordedAttestation & { readonly shown: Statement['shown'] };

/** Attests `ref`. Ends the command when nothing is asked under it. */
export async function signStatement(io: Io, o: AttestOptions, ref: string, view: SystemView): Promise<Done> {
  const { askedOf } = await import('@remit/evidence');
  const asked = askedOf(view, ref);
  if (asked === undefined)
    throw new CommandFailure(
      `Nothing is asked under ${ref}. \`remit attest list --system ${o.system}\` shows what is open.`,
      ExitCode.Usage,
    );
  const kind = o.notApplicable === true ? 'not_applicable' : 'statement';
  return await record(io, o, view, { kind, ref, asked: asked.asks });
}

/** Withdraws the attestation in `record`. */
export async function withdrawStatement(io: Io, o: AttestOptions, withdraws: string, view: SystemView): Promise<Done> {
  const found = view.attestations.find((one) => one.record === withdraws);
  if (found === undefined)
    throw new CommandFailure(
      `${o.system} has no attestation ${withdraws}. \`remit attest list --system ${o.system}\` shows them.`,
      ExitCode.Usage,
    );
  return await record(
    io,
    o,
    view,
    { kind: 'withdrawal', ref: found.ref, asked: `to withdraw ${withdraws}` },
    withdraws,
  );
}

async function record(
  io: Io,
  o: AttestOptions,
  view: SystemView,
  about: Pick<Statement, 'kind' | 'ref' | 'asked'>,
  withdraws?: string,
): Promise<Done> {
  const { statementText } = await import('@remit/catalogue');
  const { lawVersion, shown } = view;
  const at = rfc3339(systemClock.now());
  const text = statementText({
    schema: 'remit.attestation/1',
    ...about,
    system: o.system,
    lawVersion,
    statement: wordsOf(io, o.statement),
    as: o.as,
    at,
    shown,
  });
  const { readAttestKey } = await import('./attest-key.ts');
  const signer = o.keyFile === undefined ? undefined : readAttestKey(io, o.keyFile);
  const done = await sendJson<RecordedAttestation>(io, o, {
    method: 'POST',
    path: '/v1/attestations',
    json: {
      statement: text,
      ...(signer === undefined ? {} : { vkey: signer.vkey, sig: await signer.sign(text) }),
      ...(o.validTo === undefined ? {} : { validTo: o.validTo }),
      ...(withdraws === undefined ? {} : { withdraws }),
    },
  });
  return { ...done, shown };
}

function wordsOf(io: Io, statement: string): string {
  try {
    const words = statement.startsWith('@') ? readFileSync(resolve(io.cwd, statement.slice(1)), 'utf8') : statement;
    if (words.trim() !== '' && words.length <= 16_000) return words.trim();
  } catch (error) {
    throw new CommandFailure(
      `${statement}: cannot be read (${error instanceof Error ? error.message : 'unknown'}).`,
      ExitCode.Usage,
    );
  }
  throw new CommandFailure(
    'The statement is empty or over 16,000 characters. Say in your own words what you attest.',
    ExitCode.Usage,
  );
}
