/**
 * One set-up at a time in one checkout. The lock is a file that holds the owner's process id and that the owner touches
 * every two seconds; it is stale when that process is gone, or when nobody has touched it for a minute (a process id from
 * another container or from before a restart means nothing).
 */
import { linkSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const NAME = '.setup.lock';
const TOUCH_MS = 2_000;
const STALE_MS = 60_000;
const RETRY_MS = 500;

/**
 * Runs `work` while holding the lock, waiting for another owner first.
 * @template T
 * @param {string} root
 * @param {(message: string) => void} say called once when there is someone to wait for
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(root, say, work) {
  const path = join(root, NAME);
  let told = false;
  while (!tryAcquire(path)) {
    if (removeIfStale(path)) continue;
    if (!told) say(`another set-up is running here (process ${ownerOf(path) ?? 'unknown'}), waiting for it`);
    told = true;
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
  const touch = setInterval(() => utimesSync(path, new Date(), new Date()), TOUCH_MS);
  const release = () => rmSync(path, { force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    clearInterval(touch);
    process.off('exit', release);
    release();
  }
}

/**
 * @param {string} path
 * @returns {boolean} true when this process now owns the lock
 */
function tryAcquire(path) {
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error;
    return false;
  }
}

/**
 * @param {string} path
 * @returns {boolean} true when the lock was stale and has been removed
 */
function removeIfStale(path) {
  const seen = ownerOf(path);
  if (seen === undefined || !isStale(path, seen)) return false;
  // Threat: two waiters see the same dead owner, and the slower one would remove the faster one's fresh lock. So the file
  // is moved aside under a name of our own, read again, and put back if it is not the one that was judged.
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
    if (readFileSync(aside, 'utf8') !== seen) linkSync(aside, path);
  } catch (error) {
    if (!isCode(error, 'ENOENT') && !isCode(error, 'EEXIST')) throw error;
  } finally {
    rmSync(aside, { force: true });
  }
  return true;
}

/**
 * @param {string} path
 * @param {string} owner
 * @returns {boolean}
 */
function isStale(path, owner) {
  try {
    if (Date.now() - statSync(path).mtimeMs > STALE_MS) return true;
    // An empty file is a lock whose owner is between creating and writing it.
    if (owner !== '') process.kill(Number(owner), 0);
    return false;
  } catch (error) {
    return isCode(error, 'ESRCH');
  }
}

/**
 * @param {string} path
 * @returns {string | undefined} the process id in the lock, undefined when there is no lock
 */
function ownerOf(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/**
 * @param {unknown} error
 * @param {string} code
 */
function isCode(error, code) {
  return error instanceof Error && 'code' in error && error.code === code;
}
