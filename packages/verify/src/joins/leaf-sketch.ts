/**
 * What of a leaf decides whether it can be joined, taken from its text without parsing it: a report holds a million of them
 * and most join with nothing. Leaves are RFC 8785 text: members stand in one order, and inside a string every quotation mark
 * is escaped, so that none of the marks below can stand within one.
 */

/** Parts of one leaf, as Latin-1: equal bytes are equal text. */
export interface LeafSketch {
  readonly dataset: string;
  readonly kind: string;
  /** The text of the member `ids`, an object; empty when it holds none. */
  readonly idsText: string;
}

const NOT_ASCII = /[\u0080-\u00ff]/;
const IDS = '"ids":{';
const AFTER_IDS = '},"kind":"';
const DATASET = '"src":{"dataset":"';
const NO_IDS: Readonly<Record<string, string>> = {};

/** The ids of a sketch. */
export function idsOf({ idsText }: LeafSketch): Readonly<Record<string, string>> {
  if (idsText === '') return NO_IDS;
  let value: unknown;
  try {
    value = JSON.parse(idsText);
  } catch {
    return NO_IDS;
  }
  if (typeof value !== 'object' || value === null || !Object.values(value).every((id) => typeof id === 'string'))
    return NO_IDS;
  // Proof: tested above, member by member.
  return value as Readonly<Record<string, string>>;
}

/** The sketch of a leaf; undefined for text that is no leaf, which the check `ingest-trees` reports. */
export function sketchOf(leaf: string): LeafSketch | undefined {
  const ids = leaf.indexOf(IDS);
  const end = ids < 0 ? -1 : leaf.indexOf(AFTER_IDS, ids + IDS.length - 1);
  const dataset = end < 0 ? -1 : leaf.indexOf(DATASET, end);
  if (dataset < 0) return undefined;
  const kindAt = end + AFTER_IDS.length;
  const datasetAt = dataset + DATASET.length;
  return {
    dataset: leaf.slice(datasetAt, leaf.indexOf('"', datasetAt)),
    kind: leaf.slice(kindAt, leaf.indexOf('"', kindAt)),
    idsText: end < ids + IDS.length ? '' : leaf.slice(ids + IDS.length - 1, end + 1),
  };
}

/** Who acted and at which server, of a leaf. */
export interface ActorSketch {
  readonly agent?: string;
  readonly sub?: string;
  readonly srv?: string;
}

/** What may follow `act`, in their order. */
const AFTER_ACT = [',"c":{', ',"dec":{', ',"flags":[', ',"from":{'];

/** Actor and server of a leaf, without parsing the rest of it. `leaf` is Latin-1; what is given back is text. */
export function actorSketchOf(leaf: string): ActorSketch | undefined {
  const who = leaf.lastIndexOf('"who":{');
  const act = leaf.indexOf('"act":{');
  if (who < 0 || act < 0) return undefined;
  let end = -1;
  for (const mark of AFTER_ACT) {
    end = leaf.indexOf(mark, act);
    if (end >= 0) break;
  }
  if (end < 0) return undefined;
  const { agent, sub } = membersOf(leaf.slice(who + '"who":'.length, -1));
  const { srv } = membersOf(leaf.slice(act + '"act":'.length, end));
  return {
    ...(typeof agent === 'string' ? { agent } : {}),
    ...(typeof sub === 'string' ? { sub } : {}),
    ...(typeof srv === 'string' ? { srv } : {}),
  };
}

function membersOf(latin1: string): { agent?: unknown; sub?: unknown; srv?: unknown } {
  try {
    const text = NOT_ASCII.test(latin1) ? Buffer.from(latin1, 'latin1').toString('utf8') : latin1;
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
