/** Progress lines for set-up: one when a step starts, one every ten seconds while it runs, one when it ends. */
import { spawn } from 'node:child_process';

const HEARTBEAT_MS = 10_000;

/**
 * Prints one line of set-up's own output.
 * @param {string} text
 */
export function say(text) {
  process.stdout.write(`[setup] ${text}\n`);
}

/**
 * Runs a child process quietly, with a heartbeat. Its output is returned, to be shown when it failed.
 * @param {{ title: string, detail?: string, command: string, args: readonly string[], cwd: string, env?: NodeJS.ProcessEnv }} step
 * @returns {Promise<{ ok: boolean, output: string, seconds: number }>}
 */
export function runStep(step) {
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1_000);
  say(`${step.title}${step.detail === undefined ? '' : `: ${step.detail}`} ...`);
  return new Promise((resolve) => {
    const heartbeat = setInterval(() => say(`${step.title} ... ${seconds()} s`), HEARTBEAT_MS);
    const child = spawn(step.command, [...step.args], {
      cwd: step.cwd,
      env: step.env ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      // npm is a batch file on Windows, which only a shell can start; the arguments are our own literals.
      shell: process.platform === 'win32' && step.command === 'npm',
    });
    let output = '';
    const collect = (/** @type {Buffer} */ chunk) => {
      output = (output + chunk.toString('utf8')).slice(-100_000);
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    const end = (/** @type {boolean} */ ok) => {
      clearInterval(heartbeat);
      if (ok) say(`${step.title}: done in ${seconds()} s`);
      resolve({ ok, output, seconds: seconds() });
    };
    child.on('error', (error) => {
      output += `${error.message}\n`;
      end(false);
    });
    child.on('close', (code) => end(code === 0));
  });
}

/**
 * The last lines of a child's output, indented, for an error message.
 * @param {string} output
 * @param {number} lines
 */
export function tail(output, lines) {
  return output
    .trimEnd()
    .split('\n')
    .slice(-lines)
    .map((line) => `    ${line}`)
    .join('\n');
}
