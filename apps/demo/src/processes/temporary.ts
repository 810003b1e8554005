/** Folders outside the run's folder that must not stay behind. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Makes folders among the temporary files and takes them away again. */
export interface Temporary {
  /** An empty folder whose name starts with `remit-demo-`. */
  make(): string;
  remove(folder: string): void;
  removeAll(): void;
}

/** No folders yet. */
export function createTemporary(): Temporary {
  const made = new Set<string>();
  const remove = (folder: string) => {
    rmSync(folder, { recursive: true, force: true });
    made.delete(folder);
  };
  return {
    make() {
      const folder = mkdtempSync(join(tmpdir(), 'remit-demo-'));
      made.add(folder);
      return folder;
    },
    remove,
    removeAll() {
      for (const folder of made) remove(folder);
    },
  };
}
