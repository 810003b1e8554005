/** Reads what the demo needs out of a pack: its traces, its exceptions, its inputs. */
import { fromUtf8 } from '@remit/core';
import type { DecisionTrace } from '@remit/record';
import { DecisionTraceSchema } from '@remit/record';
import type { PackException, PackInputs } from '@remit/verify';
import { openPackZip } from '@remit/verify';
import { DemoFailure, required } from '../show/demo-failure.ts';

/** A pack with the parts that are read. */
export interface ReadPack {
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly inputs: PackInputs;
  readonly traces: readonly DecisionTrace[];
  readonly exceptions: readonly PackException[];
}

/** Opens a zip and reads it. Fails with the name of the part that is missing or malformed. */
export function readPack(path: string): ReadPack {
  const { files, problems } = openPackZip(path);
  if (problems.length > 0) throw new DemoFailure(`${path} cannot be read: ${problems.join('; ')}`);
  const traces = textOf(files, '07_traces.jsonl')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => DecisionTraceSchema.parse(JSON.parse(line)));
  // Shapes: written by assemblePack of @remit/verify, which checks them byte for byte when the pack is verified.
  const manifest = JSON.parse(textOf(files, '03_manifest.json')) as { inputs: PackInputs };
  const { exceptions } = JSON.parse(textOf(files, '08_exceptions.json')) as { exceptions: PackException[] };
  return { files, inputs: manifest.inputs, traces, exceptions };
}

/** Text of one file of a pack. */
export function textOf(files: ReadonlyMap<string, Uint8Array>, path: string): string {
  return required(fromUtf8(required(files.get(path), `${path} in the pack`)), `${path} as UTF-8 text`);
}
