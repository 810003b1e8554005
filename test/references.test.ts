/** The generated pages say what the code says, and leave nothing out. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { generatedPages } from '../scripts/lib/references.mjs';
import { readWorkspaces, root } from './lib/workspace.ts';

const pages = generatedPages();
const pageOf = (path: string): string => {
  const text = pages.get(path);
  if (text === undefined) throw new Error(`no generated page ${path}`);
  return text;
};

describe('generated references', () => {
  it.each([...pages.keys()])('[operations-b.references] %s is not stale', (path) => {
    expect(readFileSync(join(root, path), 'utf8'), `${path} is stale: npm run gen`).toBe(pageOf(path));
  });

  it('[operations-b.references-errors] every row of every error table stands in the page', () => {
    const sources = readWorkspaces()
      .flatMap(({ folder }) =>
        readdirSync(join(root, folder, 'src'), { recursive: true, encoding: 'utf8' }).map((name) =>
          join(folder, 'src', name),
        ),
      )
      .filter((file) => file.endsWith('.ts'))
      .map((file) => readFileSync(join(root, file), 'utf8'))
      .filter((text) => text.includes('satisfies Record<string, ErrorRow>'));
    const codes = sources.flatMap((text) =>
      [...text.matchAll(/^ {2}'([a-z-]+\.[a-z-]+)': \{/gm)].map((match) => match[1] ?? ''),
    );
    expect(sources.length).toBeGreaterThan(8);
    expect(codes.length).toBeGreaterThan(50);
    const page = pageOf('docs/reference/errors.md');
    expect(codes.filter((code) => !page.includes(`| \`${code}\` |`))).toEqual([]);
  });

  it('[operations-b.references-cli] every command and option stands in the page, examples too', () => {
    const page = pageOf('docs/reference/cli.md');
    for (const command of ['init', 'up', 'key create', 'scope simulate', 'trace explain', 'ledger proof', 'witness'])
      expect(page).toContain(`\n## remit ${command}\n`);
    for (const option of ['--config <file>', '--person <reference>', '--at-size <n>', '--log <vkey...>'])
      expect(page).toContain(`| \`${option}\` |`);
    expect(page).toContain('remit report --from 2026-11-01 --to 2026-11-30 --out november.zip');
  });

  it('[operations-b.references-records] every record type has a section that says what it is', () => {
    const page = pageOf('docs/reference/records.md');
    const folder = join(root, 'packages/record/src');
    const files = readdirSync(folder).filter((name) => name.endsWith('-records.ts'));
    const source = files.map((name) => readFileSync(join(folder, name), 'utf8')).join('\n');
    const types = [...source.matchAll(/t: z\.literal\('([a-z.]+)'\)/g)].map((match) => match[1] ?? '');
    expect(types.length).toBeGreaterThan(10);
    for (const type of types) expect(page).toMatch(new RegExp(`\n## ${type.replace('.', '\\.')}\n\n[A-Z][^|]+\n\n`));
  });
});
