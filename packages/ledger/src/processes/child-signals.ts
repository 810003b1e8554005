/** What ends a child process, and what does not. */

/**
 * Ctrl-C and a closed terminal reach the whole process group. The parent then drains, for which it needs its children:
 * they stop when their pipe closes or on SIGTERM, not on these.
 */
export function ignoreTerminalSignals(): void {
  process.on('SIGINT', () => {});
  process.on('SIGHUP', () => {});
}
