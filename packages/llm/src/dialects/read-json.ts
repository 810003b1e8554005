/** Reads values of unknown JSON without trusting its shape. */
import { isObject } from '../body/request-body.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

/** The member when it is an object. */
export function objectAt(value: unknown, key: string): JsonObject | undefined {
  if (!isObject(value)) return undefined;
  const member = value[key];
  return isObject(member) ? member : undefined;
}

/** The member when it is a list, else an empty one. */
export function listAt(value: unknown, key: string): readonly unknown[] {
  if (!isObject(value)) return [];
  const member = value[key];
  return Array.isArray(member) ? member : [];
}

/** The member when it is a text that is not empty. */
export function textAt(value: unknown, key: string): string | undefined {
  if (!isObject(value)) return undefined;
  const member = value[key];
  return typeof member === 'string' && member !== '' ? member : undefined;
}

/** The member when it is an integer from 0 that can be counted with. */
export function countAt(value: unknown, key: string): number | undefined {
  if (!isObject(value)) return undefined;
  const member = value[key];
  return typeof member === 'number' && Number.isSafeInteger(member) && member >= 0 ? member : undefined;
}

/** An object with the members of these names that are there. */
export function pick(value: JsonObject, keys: readonly string[]): Record<string, unknown> {
  const picked: Record<string, unknown> = {};
  for (const key of keys) if (value[key] !== undefined) picked[key] = value[key];
  return picked;
}

/** The value of a JSON text; undefined when it is none. For answers: what a provider says twice is not ours to refuse. */
export function parseAnswer(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
