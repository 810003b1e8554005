/**
 * Attributes of an OTLP record: a list of `{key, value}` (OTLP JSON) or a plain object (spans as CloudWatch keeps them). Those
 * of the record come before those of its resource. int64 is written as a string of digits.
 */
import type { RawRecord, RecordContext } from '../../source.ts';
import { memberOf, ownMember } from '../mapping/member-path.ts';
import { textOf } from '../mapping/values.ts';

/** A value and the path that leads to it. */
export interface FoundAttribute {
  readonly value: unknown;
  readonly path: string;
}

/** Looks attributes up by name; the first name that is there counts. */
export type Attributes = (...names: readonly string[]) => FoundAttribute | undefined;

/** Attributes of the record, then those of its resource, inside the record or around it. */
export function attributesOf(record: RawRecord, context?: RecordContext): Attributes {
  const found = new Map<string, FoundAttribute>();
  collect(found, record.value['attributes'], 'attributes');
  collect(found, ownMember(record.value['resource'], 'attributes'), 'resource.attributes');
  collect(found, ownMember(context?.around?.['resource'], 'attributes'), '^resource.attributes');
  return (...names) => names.map((name) => found.get(name)).find((attribute) => attribute !== undefined);
}

function collect(found: Map<string, FoundAttribute>, attributes: unknown, path: string): void {
  if (!Array.isArray(attributes)) {
    if (typeof attributes !== 'object' || attributes === null) return;
    for (const [name, value] of Object.entries(attributes))
      if (!found.has(name)) found.set(name, { value, path: memberOf(path, name) });
    return;
  }
  attributes.forEach((attribute: unknown, index) => {
    const name = ownMember(attribute, 'key');
    if (typeof name !== 'string' || found.has(name)) return;
    found.set(name, anyValue(ownMember(attribute, 'value'), `${path}[${index}].value`));
  });
}

/** An OTLP AnyValue as JSON. */
export function anyValue(value: unknown, path: string): FoundAttribute {
  for (const name of ['stringValue', 'boolValue', 'doubleValue', 'bytesValue']) {
    const scalar = ownMember(value, name);
    if (scalar !== undefined) return { value: scalar, path: memberOf(path, name) };
  }
  const integer = ownMember(value, 'intValue');
  if (integer !== undefined) return { value: integerOf(integer), path: memberOf(path, 'intValue') };
  const list = ownMember(ownMember(value, 'arrayValue'), 'values');
  if (Array.isArray(list))
    return { value: list.map((item: unknown) => anyValue(item, '').value), path: `${path}.arrayValue.values` };
  const members = ownMember(ownMember(value, 'kvlistValue'), 'values');
  if (Array.isArray(members)) return { value: objectOf(members), path: `${path}.kvlistValue.values` };
  return { value: undefined, path };
}

function objectOf(members: readonly unknown[]): Record<string, unknown> {
  const entries = members.map((member): [string, unknown] => [
    textOf(ownMember(member, 'key')),
    anyValue(ownMember(member, 'value'), '').value,
  ]);
  return Object.fromEntries(entries);
}

// Digits that a number cannot hold exactly stay text.
function integerOf(value: unknown): unknown {
  if (typeof value !== 'string' || !/^-?\d{1,19}$/.test(value)) return value;
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}
