/** How the configuration file writes a value that may be a secret. */
import { z } from 'zod';

export const SecretText = z
  .union([
    z.string(),
    z.strictObject({ file: z.string().describe('File that holds the value; its last newline is dropped.') }),
  ])
  .describe('A value, or { file: PATH } to read it from a file.');
