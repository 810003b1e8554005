import { homedir } from 'node:os';
import { delimiter, dirname } from 'node:path';

/** PATH and HOME of a child when the composition root gives none: this Node's folder, the system's, the user's home. */
export function defaultChildEnv(): { readonly PATH: string; readonly HOME: string } {
  const folders = [dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'];
  return { PATH: folders.join(delimiter), HOME: homedir() };
}
