/** Removes a folder in which a process may still be writing its last files. */
import { rmSync } from 'node:fs';
import { pause } from './programs.ts';

const ATTEMPTS = 40;
const PAUSE_MS = 500;

/**
 * Children of a gateway that was killed store and publish what they have taken before they end. Each attempt walks the
 * folder anew: the retries of `rmSync` alone do not look again at what a folder holds.
 * @throws when something is still written into it after 20 s.
 */
export async function removeFolder(dir: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      rmSync(dir, { recursive: true, force: true });
      return;
    } catch (cause) {
      if (attempt === ATTEMPTS) throw cause;
      await pause(PAUSE_MS);
    }
  }
}
