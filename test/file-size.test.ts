/** No file grows into a room too large to know. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root, sourceFiles } from './lib/workspace.ts';

const LIMIT = 400;

/** Lines as an editor counts them: a final line feed ends the last line and starts no new one. */
const lineCount = (text: string) => text.split('\n').length - (text.endsWith('\n') ? 1 : 0);

it(`[workspace.file-size] no hand-written non-test file has more than ${LIMIT} lines`, () => {
  const files = sourceFiles('.ts', '.tsx', '.mts', '.cts', '.mjs', '.cjs', '.js').filter(
    (file) => !/\.(test|campaign)\.tsx?$/.test(file),
  );
  const long = files
    .map((file) => ({ file, lines: lineCount(readFileSync(join(root, file), 'utf8')) }))
    .filter(({ lines }) => lines > LIMIT);
  expect(long).toEqual([]);
  expect(files.length).toBeGreaterThan(20);
});

it('counts lines as an editor does', () => {
  expect([lineCount('a'), lineCount('a\n'), lineCount('a\nb'), lineCount('a\nb\n')]).toEqual([1, 1, 2, 2]);
});
