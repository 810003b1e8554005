/** What a reader of a pack is likely to object to, told to whoever makes it while it can still be mended. */
import { rfc3339 } from '@remit/core';
import { parseNote } from '@remit/tlog';
import type { AssembledPack } from '@remit/verify';
import { cosignatureTime } from '@remit/verify';

/** Warnings in words; empty when a verifier with the right trust file has nothing to miss. */
export function packWarnings({ study, exceptions }: Pick<AssembledPack, 'study' | 'exceptions'>): string[] {
  const { checkpoint, inputs } = study.core;
  const warnings: string[] = [];
  const seen = newestCosignature(checkpoint);
  if (seen === undefined)
    warnings.push(
      'No witness cosigned this head, so the pack can only be verified against a head that the reader holds.',
    );
  else if (seen * 1000 + 999 < Date.parse(inputs.to))
    warnings.push(
      `The period ends ${inputs.to}, and the witnesses last saw this head at ${rfc3339(seen * 1000)}: readers without a newer head get INCOMPLETE. Record something, seal the head and build the pack again, or end the period earlier.`,
    );
  const open = exceptions.filter((e) => e.kind === 'decision_without_outcome' && !e.explainedInLog);
  const calls = open.reduce((sum, e) => sum + e.count, 0);
  if (calls > 0)
    warnings.push(
      `${calls} call(s) of the period are still open, so the verifier answers INCOMPLETE. Build the pack again when they have ended.`,
    );
  return warnings;
}

/** Newest time on a cosignature line, seconds since the epoch. Not verified: only for a warning. */
function newestCosignature(note: string): number | undefined {
  const parsed = parseNote(note);
  if (!parsed.ok) return undefined;
  const times = parsed.value.signatures.flatMap(({ signature }) => cosignatureTime(signature) ?? []);
  return times.length === 0 ? undefined : Math.max(...times);
}
