/** Where the built product and the servers that the demo starts lie. */
import { fileURLToPath } from 'node:url';

/** Files that the demo runs or hands on. */
export interface Places {
  /** The checkout. */
  readonly root: string;
  /** The command line of the product. */
  readonly remit: string;
  /** The one-file verifier as the build wrote it. */
  readonly verifier: string;
  readonly filesystemServer: string;
  readonly everythingServer: string;
}

/** Looks them up from the place of this file and from the installed packages. */
export function findPlaces(): Places {
  const root = fileURLToPath(new URL('../../..', import.meta.url));
  return {
    root,
    remit: `${root}apps/remit/dist/main.js`,
    verifier: `${root}packages/verify/dist/verify.mjs`,
    filesystemServer: fileURLToPath(import.meta.resolve('@modelcontextprotocol/server-filesystem/dist/index.js')),
    everythingServer: fileURLToPath(import.meta.resolve('@modelcontextprotocol/server-everything/dist/index.js')),
  };
}
