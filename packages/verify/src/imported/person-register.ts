/** Which handles the operator declares to be one person. Without a list every handle is another person. */
import { sha256, toHex } from '@remit/core';
import type { RecordOf } from '@remit/record';
import type { Located, LogView } from '../projection/log-view.ts';
import { recordsOf } from '../projection/log-view.ts';
import { readPeopleBlob } from './people-file.ts';

/** See the module header. */
export interface PersonRegister {
  /** All handles of the list. */
  readonly handles: readonly string[];
  /** Handles of the person, the given one among them. */
  namesOf(handle: string): readonly string[];
  /** The handle that stands for the person: the first in text order. */
  personOf(handle: string): string;
  /** Who declared it, in words for a link; absent: nobody declared anything that can be read. */
  readonly assertedBy?: string;
  readonly declaredIn?: Located<RecordOf<'registry.change'>>;
}

/** The newest list of the log; undefined when none is declared. */
export function peopleDeclaration(view: LogView): Located<RecordOf<'registry.change'>> | undefined {
  return recordsOf(view, 'registry.change').findLast(({ record }) => record.chg.what === 'people.alias');
}

/** Reads the log once. A list that is missing, altered or unreadable says nothing of anybody. */
export function createPersonRegister(view: LogView, blobs: ReadonlyMap<string, Uint8Array>): PersonRegister {
  const at = peopleDeclaration(view);
  const sha = at?.record.chg.sha;
  const bytes = sha === undefined ? undefined : blobs.get(sha);
  const groups = bytes === undefined || toHex(sha256(bytes)) !== sha ? undefined : readPeopleBlob(bytes);
  const known = new Map<string, readonly string[]>();
  for (const group of groups ?? []) for (const handle of group) if (!known.has(handle)) known.set(handle, group);
  const namesOf = (handle: string) => known.get(handle) ?? [handle];
  const register = {
    handles: [...known.keys()],
    namesOf,
    personOf: (handle: string) => [...namesOf(handle)].sort()[0] ?? handle,
  };
  if (at === undefined || groups === undefined) return register;
  return { ...register, declaredIn: at, assertedBy: declarer(at) };
}

/** Who made a declaration, in words for a link. */
export function declarer({ record, index }: Located<RecordOf<'registry.change'>>): string {
  return `the operator: ${record.who?.sub ?? 'the process'} in record ${index}`;
}
