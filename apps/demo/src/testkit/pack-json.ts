/** Validates every JSON of a pack against its JSON Schema. For tests. */
import { fromUtf8 } from '@remit/core';
import { packJsonSchema, packSchemas } from '@remit/record';
import { Ajv } from 'ajv';

/** One line for each value that does not validate, and each JSON file that has no schema. */
export function jsonProblems(files: ReadonlyMap<string, Uint8Array>): string[] {
  const ajv = new Ajv({ strict: true, allErrors: true, validateFormats: false });
  const kinds = packSchemas.map((kind) => {
    // A schema of our own; ajv knows the keywords, not the name of the dialect.
    const { $schema: _, ...schema } = JSON.parse(packJsonSchema(kind)) as { $schema: string };
    return { ...kind, validate: ajv.compile(schema) };
  });
  return [...files].flatMap(([path, bytes]) => {
    if (!/\.jsonl?$/.test(path)) return [];
    if (path.startsWith('schemas/')) return schemaProblems(path, bytes);
    const kind = kinds.find((one) => one.path.test(path));
    if (kind === undefined) return [`${path}: no schema`];
    const text = fromUtf8(bytes) ?? '';
    const values = kind.lines ? text.split('\n').filter((line) => line !== '') : [text];
    return values.flatMap((value) =>
      kind.validate(JSON.parse(value)) ? [] : [`${path}: ${ajv.errorsText(kind.validate.errors)}`],
    );
  });
}

/** The schemas that a pack carries for its readers: each is one that ajv takes. */
function schemaProblems(path: string, bytes: Uint8Array): string[] {
  const { $schema: _, ...schema } = JSON.parse(fromUtf8(bytes) ?? '{}') as { $schema: string };
  try {
    new Ajv({ strict: true, validateFormats: false }).compile(schema);
    return [];
  } catch (error) {
    return [`${path}: ${error instanceof Error ? error.message : 'not a schema'}`];
  }
}
