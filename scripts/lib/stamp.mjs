/** `.setup-stamp.json`: the fingerprints of the last install and the last build that succeeded. */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** @typedef {{ install?: string, build?: string }} Stamp */

const NAME = '.setup-stamp.json';

/**
 * Reads the stamp; anything unreadable counts as "nothing done yet".
 * @param {string} root
 * @returns {Stamp}
 */
export function readStamp(root) {
  try {
    const value = JSON.parse(readFileSync(join(root, NAME), 'utf8'));
    return {
      ...(typeof value.install === 'string' ? { install: value.install } : {}),
      ...(typeof value.build === 'string' ? { build: value.build } : {}),
    };
  } catch {
    return {};
  }
}

/**
 * Replaces the stamp in one step, so that a reader never sees half of it.
 * @param {string} root
 * @param {Stamp} stamp
 */
export function writeStamp(root, stamp) {
  const temporary = join(root, `${NAME}.${process.pid}`);
  writeFileSync(temporary, `${JSON.stringify(stamp, null, 2)}\n`);
  try {
    renameSync(temporary, join(root, NAME));
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
