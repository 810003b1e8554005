/** JSON Schemas for tools: of a record of the log, and of the configuration file for editors. */
import { AnyRecordSchema } from '@remit/record';
import { z } from 'zod';
import { ConfigSchema } from '../config/schema.ts';

/** docs/reference/record.schema.json: one record of the log, of any type that this version writes. */
export function recordJsonSchema(): string {
  return text('One record of the log: the bytes of one leaf.', z.toJSONSchema(AnyRecordSchema));
}

/** docs/reference/configuration.schema.json: remit.yaml as a person writes it, so that what has a default may be left out. */
export function configurationJsonSchema(): string {
  return text('The configuration file of Remit.', z.toJSONSchema(ConfigSchema, { io: 'input' }));
}

function text(description: string, schema: object): string {
  return `${JSON.stringify({ description, ...schema }, undefined, 2)}\n`;
}
