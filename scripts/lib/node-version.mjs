/**
 * The oldest Node that Remit runs on. Stated here and in every `engines.node`; a test holds them together.
 * This file uses only syntax that old Node versions parse, so that they reach the message and not a syntax error.
 */
export const MINIMUM_NODE = '20.19';

/**
 * Compares a version such as `20.20.2` with a minimum such as `20.19`.
 * @param {string} version
 * @param {string} minimum
 * @returns {boolean}
 */
export function isAtLeast(version, minimum) {
  const have = version.split('.').map(Number);
  const want = minimum.split('.').map(Number);
  for (let i = 0; i < want.length; i += 1) {
    const difference = (have[i] || 0) - (want[i] || 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

/**
 * What to tell the person when this Node is too old, or undefined when it will do.
 * @param {string} version `process.versions.node`
 * @param {string} path `process.execPath`
 * @returns {string | undefined}
 */
export function nodeProblem(version, path) {
  if (isAtLeast(version, MINIMUM_NODE)) return undefined;
  return (
    `Remit needs Node ${MINIMUM_NODE} or newer; this is Node ${version} (${path}).\n` +
    'Install Node 22 or 24 from https://nodejs.org or with a version manager (for example: nvm install 22), then run the command again.'
  );
}
