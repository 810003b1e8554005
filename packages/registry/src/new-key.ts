/** Checks what a new key is asked for, before anything is recorded. */
import { z } from 'zod';
import { Role } from './caller.ts';
import { registryError } from './errors.ts';
import type { NewKey } from './keys.ts';

// Same limits as a record's Label: the agent's name stands in every record of its calls.
const Agent = z
  .string()
  .min(1)
  .max(256)
  .regex(/^[^\p{Cc}]+$/u);

const NewKeySchema = z.strictObject({
  person: z.string().trim().min(1).max(512),
  agent: Agent.optional(),
  roles: z.array(z.enum(Role)).min(1),
});

const ORDER: readonly Role[] = Object.values(Role);

/**
 * The key with its person trimmed and its roles in one order, each once.
 * @throws RemitError `registry.invalid-key`; the message names the field, not its value.
 */
export function checkNewKey(key: NewKey): NewKey {
  const checked = NewKeySchema.safeParse(key);
  if (!checked.success) {
    const fields = [...new Set(checked.error.issues.map((issue) => String(issue.path[0] ?? 'key')))];
    throw registryError('registry.invalid-key', `wrong: ${fields.join(', ')}`);
  }
  const { person, agent, roles } = checked.data;
  return { person, ...(agent === undefined ? {} : { agent }), roles: ORDER.filter((role) => roles.includes(role)) };
}
