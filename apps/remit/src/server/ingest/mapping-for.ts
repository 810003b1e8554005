/** The source of a mapping file that a request carries. */
import type { ObjectOptions } from '@remit/ingest';
import { mappedSource } from '@remit/ingest';
import { z } from 'zod';
import { adminError } from '../admin-errors.ts';
import type { House } from '../house-types.ts';

/** A mapping file: its text, and its name for messages. */
export const MappingText = z.strictObject({ text: z.string(), name: z.string() });

/** Reads the mapping and keeps its file under its digest, so that a batch can be mapped again. Throws `admin.bad-request`. */
export async function mappingFor(
  request: { readonly mapping?: z.infer<typeof MappingText> | undefined; readonly source?: string | undefined },
  house: House,
): Promise<Pick<ObjectOptions, 'mapped'>> {
  const { mapping, source } = request;
  if (mapping === undefined) return {};
  if (source !== undefined) throw adminError('admin.bad-request', 'a mapping file is a source: leave --source out');
  const mapped = mappedSource(mapping.text, mapping.name);
  if (!mapped.ok) throw adminError('admin.bad-request', mapped.error.join('\n'));
  await house.ledger.put(new TextEncoder().encode(mapping.text));
  return { mapped: mapped.value };
}
