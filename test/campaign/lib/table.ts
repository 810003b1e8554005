/** What a campaign prints: a progress line now and then, and tables at the end. */

/** Writes a line now, past the test runner's own collecting of output. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** A text table with a title. */
export function table(title: string, head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const cells = [head, ...rows.map((row) => row.map(String))];
  const widths = head.map((_, column) => Math.max(...cells.map((row) => (row[column] ?? '').length)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return ['', title, ...cells.map((row) => `  ${line(row)}`)].join('\n');
}

/** Median, 90th and 99th percentile and maximum, in milliseconds. */
export function spread(times: readonly number[]): string[] {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return [at(0.5), at(0.9), at(0.99), at(1)].map((ms) => ms.toFixed(0));
}

/** Says at most one line every `everyMs`. */
export function createProgress(everyMs: number): (line: () => string) => void {
  const began = performance.now();
  let last = Number.NEGATIVE_INFINITY;
  return (line) => {
    const now = performance.now();
    if (now - last < everyMs) return;
    last = now;
    say(`${((now - began) / 1000).toFixed(0).padStart(5)} s  ${line()}`);
  };
}
