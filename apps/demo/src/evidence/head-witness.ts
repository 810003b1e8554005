/** Reads out of a signed head who witnessed it, and when. */
import { rfc3339 } from '@remit/core';
import { openNote, parseVkey } from '@remit/tlog';
import { DemoFailure, required } from '../show/demo-failure.ts';
import type { Trust } from './trust-file.ts';

/** The witness's key name and the time of its cosignature. */
export interface HeadWitness {
  readonly name: string;
  readonly at: string;
}

/** Checks both signatures on a signed head and answers the witness's. */
export async function witnessOf(head: string, { logVkey, witnessVkey }: Trust): Promise<HeadWitness> {
  const keys = [logVkey, witnessVkey].map((vkey) => required(parseVkey(vkey), `a verification key, not ${vkey}`));
  const opened = await openNote(head, keys);
  if (!opened.ok) throw new DemoFailure(`the witnessed head cannot be opened: ${opened.error}`);
  const { name, timestamp } = required(
    opened.value.verified.find(({ timestamp: at }) => at !== undefined),
    'a cosignature on the head',
  );
  return { name, at: rfc3339(required(timestamp, 'a time of the cosignature') * 1000) };
}
