/** The folder of shared vectors and sample data beside the checkout. Read in place, never copied. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Absolute path of a file or folder under the shared folder, or undefined when it is not there (report a skip with that reason). */
export function sharedFolder(...parts: readonly string[]): string | undefined {
  const path = fileURLToPath(new URL(`../../../../shared/${parts.join('/')}`, import.meta.url));
  return existsSync(path) ? path : undefined;
}
