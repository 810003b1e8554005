/**
 * The RFC 8785 text of one imported event, written member by member in the order of the standard: a general canonicalizer
 * and a schema would cost more than everything else that ingestion does to a record. Tests hold it to both.
 *
 * Invariant: what is written parses as an ImportedEvent of @remit/record, or a field is named that cannot stand in one.
 */
import type { Result } from '@remit/core';
import { err, isWellFormed, ok } from '@remit/core';
import type { MappedEvent } from '../source.ts';
import { rememberTexts } from './remember.ts';

/** What the event's custody adds to its mapping. */
export interface LeafFrame {
  /** Lowercase hex SHA-256 of the raw bytes. */
  readonly raw: string;
  readonly line: number;
  /** Name and version of the mapping. */
  readonly map: string;
  /** Commitments to the content, by field. */
  readonly commitments?: Readonly<Record<string, string>>;
}

/** A leaf without what is only known once it is in its batch. Positions count letters. */
export interface LeafDraft {
  /** Lacks the number of the event at {@link LeafDraft.n}, and at its end `"sub"` and two braces. */
  readonly text: string;
  readonly n: number;
  /** Where the 24 letters of the event's own time stand; -1 when it has none. */
  readonly ts: number;
}

/** Longest leaf, in bytes: the length of a tile entry is a uint16 (C2SP tlog-tiles). */
export const MAX_LEAF_BYTES = 65_535;
const LABEL = 256;
const LONG = 2048;
/** Printable ASCII without quote and backslash: written as it is (RFC 8785 §3.2.2.2). */
const PLAIN = /^[ !#-[\]-~]+$/;
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

class Unwritable extends Error {}

/** Writes drafts; errors name the field that cannot be written. */
export function createLeafDrafter(): (event: MappedEvent, frame: LeafFrame) => Result<LeafDraft, string> {
  const write = createWriter();
  return (event, frame) => {
    try {
      return ok(write(event, frame));
    } catch (error) {
      if (error instanceof Unwritable) return err(error.message);
      throw error;
    }
  };
}

type Act = NonNullable<MappedEvent['act']>;
type Who = Pick<MappedEvent, 'acct' | 'agent' | 'client'>;

const writeAct = (act: Act) =>
  members([
    word('effect', act.effect),
    field('method', act.method, 'act.method', LABEL),
    field('named', act.named, 'act.named', LABEL),
    field('res', act.res, 'act.res', LONG),
    field('srv', act.srv, 'act.srv', LONG),
    field('tool', act.tool, 'act.tool', LABEL),
  ]);

const writeDec = (dec: NonNullable<MappedEvent['dec']>) =>
  members([
    field('basis', dec.basis, 'dec.basis', LABEL),
    field('by', dec.by, 'dec.by', LABEL),
    dec.enforced === false ? '"enforced":false' : '',
    word('result', dec.result),
    dec.rules === undefined ? '' : `"rules":${list(dec.rules, 'dec.rules', 32)}`,
  ]);

const writeModel = (model: NonNullable<MappedEvent['model']>) =>
  members([
    field('prov', model.prov, 'model.prov', LABEL),
    field('region', model.region, 'model.region', LABEL),
    field('req', model.req, 'model.req', LONG),
    field('resp', model.resp, 'model.resp', LONG),
  ]);

const writeOut = (out: NonNullable<MappedEvent['out']>) =>
  members([field('code', out.code, 'out.code', LABEL), count('ms', out.ms, 'out.ms'), word('status', out.status)]);

const writeWho = (who: Who) =>
  members([
    field('acct', who.acct, 'who.acct', LABEL),
    field('agent', who.agent, 'who.agent', LONG),
    field('client', who.client, 'who.client', LABEL),
  ]);

function createWriter(): (event: MappedEvent, frame: LeafFrame) => LeafDraft {
  const actOf = rememberTexts(writeAct);
  const whoOf = rememberTexts(writeWho);
  const outOf = rememberTexts(writeOut);
  const flagsOf = rememberTexts((flags: readonly string[]) => list(flags, 'flags', 16));
  const fromOf = rememberTexts((from: MappedEvent['from']) => map(from, 'from', LONG));
  const missingOf = rememberTexts((missing: MappedEvent['missing']) => map(missing, 'missing', LABEL));

  return (event, frame) => {
    const { act, dec, model, out, use } = event;
    let text = act === undefined ? '{"act":{}' : `{"act":{${actOf(act)}}`;
    if (frame.commitments !== undefined) text += `,"c":${map(frame.commitments, 'c', LABEL)}`;
    if (dec !== undefined) text += `,"dec":{${writeDec(dec)}}`;
    if (event.flags !== undefined) text += `,"flags":${flagsOf(event.flags)}`;
    text += `,"from":${fromOf(event.from)},"ids":${event.ids === undefined ? '{}' : map(event.ids, 'ids', LONG)}`;
    text += `,"kind":"${event.kind}","missing":${missingOf(event.missing)}`;
    if (model !== undefined) text += `,"model":{${writeModel(model)}}`;
    text += ',"n":';
    const n = text.length;
    if (out !== undefined) text += `,"out":{${outOf(out)}}`;
    const id = event.id === undefined ? '' : `,"id":${string(event.id, 'src.id', LABEL)}`;
    text += `,"raw":"${frame.raw}","src":{"dataset":${string(event.dataset, 'dataset', LABEL)}${id}`;
    text += `,"line":${frame.line},"map":${string(frame.map, 'map', LABEL)}},"tk":"${event.tk}"`;
    let ts = -1;
    if (event.ts !== undefined) {
      if (!TIME.test(event.ts)) throw new Unwritable('ts');
      text += ',"ts":"';
      if (event.tk === 'event') ts = text.length;
      text += `${event.ts}"`;
    }
    if (use !== undefined)
      text += `,"use":{${members([count('in', use.in, 'use.in'), count('out', use.out, 'use.out')])}}`;
    // Proof: what is not there is undefined, and the writer leaves it out.
    const who = { acct: event.acct, agent: event.agent, client: event.client } as Who;
    text += `,"v":1,"who":{${whoOf(who)}`;
    return { text, n, ts };
  };
}

function members(parts: readonly string[]): string {
  let text = '';
  for (const part of parts) if (part !== '') text += text === '' ? part : `,${part}`;
  return text;
}

function field(name: string, value: string | undefined, path: string, max: number): string {
  return value === undefined ? '' : `"${name}":${string(value, path, max)}`;
}

/** A member whose value is one of ours. */
function word(name: string, value: string | undefined): string {
  return value === undefined ? '' : `"${name}":"${value}"`;
}

function count(name: string, value: number | undefined, path: string): string {
  if (value === undefined) return '';
  if (!Number.isSafeInteger(value) || value < 0) throw new Unwritable(path);
  return `"${name}":${Object.is(value, -0) ? 0 : value}`;
}

function list(values: readonly string[], path: string, max: number): string {
  if (values.length > max) throw new Unwritable(path);
  return `[${values.map((value) => string(value, path, LABEL)).join(',')}]`;
}

/** Members by rising name (RFC 8785 §3.2.3: UTF-16 code units, as `<` compares). */
function map(values: Readonly<Record<string, string>>, path: string, max: number): string {
  const names = Object.keys(values);
  for (let i = 1; i < names.length; i++) {
    const name = names[i] ?? '';
    let at = i - 1;
    for (; at >= 0 && (names[at] ?? '') > name; at--) names[at + 1] = names[at] ?? '';
    names[at + 1] = name;
  }
  let text = '{';
  for (const name of names)
    text += `${text === '{' ? '' : ','}${string(name, path, LABEL)}:${string(values[name] ?? '', path, max)}`;
  return `${text}}`;
}

function string(value: string, path: string, max: number): string {
  if (value.length > max) throw new Unwritable(path);
  if (PLAIN.test(value)) return `"${value}"`;
  if (value === '' || /\p{Cc}/u.test(value) || !isWellFormed(value)) throw new Unwritable(path);
  return JSON.stringify(value);
}
