import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256, toBase64Url, toHex, utf8 } from '@remit/core';
import { leafHash } from '@remit/tlog';
import { assemblePack } from '@remit/verify';
import { coreOf, everyTypeStory, honestStory, startModelStory } from '@remit/verify/testing';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { Block, Cell, ReportDocument } from './blocks.ts';
import { reportDocument } from './document.ts';
import { reportHtml } from './html.ts';
import { reportPdf } from './pdf.ts';
import { renderReport } from './render.ts';

// Setting PDFs takes seconds on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

async function storyPack() {
  const assembled = assemblePack(await coreOf(everyTypeStory().ledger));
  if (!assembled.ok) throw new Error('the story must assemble');
  return assembled.value;
}

async function modelPack() {
  const story = startModelStory();
  for (const id of ['call_1', 'call_2', 'call_3']) {
    story.ask([{ id, name: 'files_read_text_file' }]);
    story.read({ call: id });
    story.ask([], { results: [id] });
  }
  const assembled = assemblePack(await coreOf(story.ledger));
  if (!assembled.ok) throw new Error('the story must assemble');
  return assembled.value;
}

const plain = (cell: Cell | undefined) => (typeof cell === 'string' ? cell : (cell?.code ?? ''));

function tool(name: string): boolean {
  try {
    execFileSync(name, ['-v'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const poppler = tool('pdfinfo');

async function onDisk<T>(pdf: Uint8Array, use: (folder: string, path: string) => T): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'remit-pdf-'));
  try {
    const path = join(folder, 'report.pdf');
    writeFileSync(path, pdf);
    return await use(folder, path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('the report document', () => {
  it('[report.outline] holds the outline of the reference, exceptions right after the cover', async () => {
    const document = reportDocument({ pack: await storyPack() });
    const headings = document.blocks.flatMap((b) => (b.kind === 'heading' && b.level === 1 ? [b.text] : []));
    expect(headings.slice(0, 3).map((text) => text.split(' ')[0])).toEqual(['0', '7', '1']);
    expect(new Set(headings.map((text) => text.split(' ')[0]))).toEqual(
      new Set([...Array.from({ length: 16 }, (_, n) => String(n)), 'Annex']),
    );
    expect(document.watermark).toBe('DRAFT - not attested');
    const exceptions = document.blocks.flatMap((b) =>
      b.kind === 'table' && b.table.caption.startsWith('Exceptions') ? [b.table] : [],
    );
    expect(exceptions[0]?.head).toContain('Disposition');
  });

  it.each([
    ['every type', storyPack],
    ['models', modelPack],
  ])(
    '[report.worked-traces] every field of a worked trace stands in the record with the leaf hash beside it: %s',
    async (_, made) => {
      const pack = await made();
      const byLeaf = new Map(Array.from(pack.study.core.entries, (entry) => [toBase64Url(leafHash(entry)), entry]));
      const document = reportDocument({ pack, worked: pack.traces });
      let read = 0;
      for (const block of document.blocks) {
        if (block.kind !== 'table' || !block.table.caption.startsWith('Fields of trace')) continue;
        for (const [field, value, record, leaf] of block.table.rows) {
          const entry = byLeaf.get(plain(leaf));
          expect(entry, plain(field)).toBeDefined();
          const path = plain(record).split(', ')[1] ?? '';
          // A record of a test log is a JSON object.
          let at: unknown = JSON.parse(new TextDecoder().decode(entry));
          for (const key of path.split('.')) at = (at as Record<string, unknown>)[key];
          const found = Array.isArray(at) ? at.map(String) : [at === false ? 'no' : at === true ? 'yes' : String(at)];
          expect(found, plain(field)).toContain(plain(value));
          read += 1;
        }
      }
      expect(read).toBeGreaterThan(100);
    },
  );
});

describe('the page', () => {
  it('[report.page] has no script, no request, a language, a heading order, captions and words for every drawing', async () => {
    const page = reportHtml(reportDocument({ pack: await storyPack() }));
    expect(page).not.toMatch(/<script|javascript:|\bon[a-z]+=|<link|<img|https?:\/\/(?!www\.w3\.org\/2000\/svg)/i);
    expect(page).toContain('<html lang="en">');
    expect(page).toContain("default-src 'none'");
    const levels = [...page.matchAll(/<h([1-6])/g)].map(([, level]) => Number(level));
    expect(levels[0]).toBe(1);
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    for (const [n, level] of levels.entries()) expect(level - (levels[n - 1] ?? 0)).toBeLessThanOrEqual(2);
    const svgs = page.match(/<svg[^>]*>/g) ?? [];
    expect(svgs.length).toBeGreaterThan(0);
    for (const svg of svgs) expect(svg).toMatch(/role="img" aria-labelledby=/);
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('[report.hostile-text] markup in data stays text', async () => {
    const pack = await storyPack();
    const base = reportDocument({ pack });
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const page = reportHtml({ ...base, blocks: everywhere(`<b>${text}</b><script>"'`) });
        expect(page).not.toMatch(/<b>|<script/);
      }),
    );
  });
});

/** A text in every place that a block has. */
function everywhere(text: string): Block[] {
  return [
    { kind: 'heading', level: 1, text },
    { kind: 'text', text },
    { kind: 'notice', text },
    { kind: 'list', items: [text, { code: text }] },
    { kind: 'facts', rows: [[text, text]] },
    { kind: 'table', table: { caption: text, head: [text, text], rows: [[text, { code: text }]], left: text } },
    {
      kind: 'diagram',
      diagram: {
        title: text,
        alt: text,
        steps: [{ box: { kind: text, title: text, lines: [text], tone: 'decision' }, label: text }],
      },
    },
  ];
}

const SET_IN_LIBERTINUS = `
  import { createHash } from 'node:crypto';
  const { NodeCompiler } = (await import(process.argv[1])).default;
  const compiler = NodeCompiler.create();
  const { result } = compiler.compile({ mainFileContent: '#set text(font: ("Libertinus Serif",), fallback: false)\\nHello' });
  console.log(createHash('sha256').update(compiler.pdf(result, { creationTimestamp: 0 })).digest('hex'));
`;

/** The italic font as the upright one of another family (OpenType, "name", "OS/2", "head", "post"). */
function fontNamed(font: Buffer, family: string): Buffer {
  const names = [
    [1, family],
    [2, 'Regular'],
    [6, `${family.replaceAll(' ', '')}-Regular`],
  ] as const;
  const texts = names.map(([, text]) => Buffer.from(text, 'utf16le').swap16());
  const head = Buffer.alloc(6 + 12 * names.length);
  head.writeUInt16BE(names.length, 2);
  head.writeUInt16BE(head.length, 4);
  for (const [n, [id]] of names.entries()) {
    const offset = texts.slice(0, n).reduce((sum, { length }) => sum + length, 0);
    for (const [k, value] of [3, 1, 0x409, id, texts[n]?.length ?? 0, offset].entries())
      head.writeUInt16BE(value, 6 + 12 * n + 2 * k);
  }
  const table = Buffer.concat([head, ...texts]);
  // The new table stands at the end; the directory points to it.
  const renamed = Buffer.concat([font, table]);
  const entry = (tag: string) => font.indexOf(tag, 12, 'latin1');
  renamed.writeUInt32BE(font.length, entry('name') + 8);
  renamed.writeUInt32BE(table.length, entry('name') + 12);
  // Not italic any more, or the upright font of the compiler would be the better match.
  const start = (tag: string) => font.readUInt32BE(entry(tag) + 8);
  renamed.writeUInt16BE(0x40, start('OS/2') + 62);
  renamed.writeUInt16BE(0, start('head') + 44);
  renamed.writeInt32BE(0, start('post') + 4);
  return renamed;
}

describe('the PDF', () => {
  it('[report.hostile-text] any text can be set, none is markup', async () => {
    const base: ReportDocument = {
      title: 'T',
      subtitle: 'S',
      language: 'en',
      footer: 'F',
      madeAt: '2026-11-25T00:00:00.000Z',
      blocks: [],
    };
    const hostile = [
      '#panic("x")',
      '$x^2$ `code` *b* _e_ @ref <label> = head',
      '\\u{41} #import "/etc/passwd"',
      '" + read("/etc/passwd") + "',
      '#sys.inputs',
      '\u202e\u0000\ufffe',
    ];
    const sample = [...hostile, ...fc.sample(fc.string({ unit: 'binary', maxLength: 200 }), { numRuns: 40, seed: 7 })];
    const pdf = await reportPdf({ ...base, blocks: sample.flatMap(everywhere) }, []);
    expect(pdf.length).toBeGreaterThan(10_000);
  });

  it('[report.deterministic] the same inputs give the same bytes, in another process too, whatever fonts the system has', async () => {
    const { ledger } = honestStory(60);
    const assembled = assemblePack(await coreOf(ledger));
    if (!assembled.ok) throw new Error('the story must assemble');
    const digests = [...(await renderReport({ pack: assembled.value }))].map(
      ([path, bytes]) => `${path} ${toHex(sha256(bytes))}`,
    );
    const again = [...(await renderReport({ pack: assembled.value }))].map(
      ([path, bytes]) => `${path} ${toHex(sha256(bytes))}`,
    );
    expect(again).toEqual(digests);
    const program = `
      import { createHash } from 'node:crypto';
      const { renderReport } = await import(process.argv[1]);
      const { assemblePack } = await import(process.argv[2]);
      const { coreOf, honestStory } = await import(process.argv[3]);
      const pack = assemblePack(await coreOf(honestStory(60).ledger)).value;
      for (const [path, bytes] of await renderReport({ pack }))
        console.log(path + ' ' + createHash('sha256').update(bytes).digest('hex'));
    `;
    const modules = [
      new URL('../../dist/report/render.js', import.meta.url).href,
      import.meta.resolve('@remit/verify'),
      import.meta.resolve('@remit/verify/testing'),
    ];
    const elsewhere = (env: Record<string, string>) =>
      execFileSync(process.execPath, ['--input-type=module', '-e', program, ...modules], {
        encoding: 'utf8',
        env: { ...process.env, TZ: 'Pacific/Auckland', ...env },
      })
        .trim()
        .split('\n');
    expect(elsewhere({})).toEqual(digests);
    // The compiler looks for fonts of the system, and takes them before its own: one of each family that we could mean.
    const home = mkdtempSync(join(tmpdir(), 'remit-fonts-'));
    try {
      const fonts = join(home, '.fonts');
      mkdirSync(fonts);
      const italic = readFileSync(new URL('../../fonts/italic.otf', import.meta.url));
      for (const family of ['Libertinus Serif', 'New Computer Modern', 'DejaVu Sans Mono'])
        writeFileSync(join(fonts, `${family}.otf`), fontNamed(italic, family));
      const config = join(home, 'fonts.conf');
      writeFileSync(config, `<?xml version="1.0"?>\n<fontconfig><dir>${fonts}</dir></fontconfig>\n`);
      const planted = { HOME: home, FONTCONFIG_FILE: config };
      // The plant works: a document in that family is set with it.
      const set = (env: Record<string, string>) =>
        execFileSync(
          process.execPath,
          [
            '--input-type=module',
            '-e',
            SET_IN_LIBERTINUS,
            import.meta.resolve('@myriaddreamin/typst-ts-node-compiler'),
          ],
          {
            encoding: 'utf8',
            env: { ...process.env, ...env },
          },
        );
      expect(set(planted)).not.toBe(set({}));
      expect(elsewhere(planted)).toEqual(digests);
    } finally {
      rmSync(home, { recursive: true, force: true });
    }
  });

  it.skipIf(!poppler)(
    '[report.pdf] is tagged PDF/A-3a with embedded fonts and the data inside (skipped: without poppler-utils)',
    async () => {
      const pack = await storyPack();
      const pdf = (await renderReport({ pack })).get('01_report.pdf') ?? new Uint8Array();
      await onDisk(pdf, (folder, path) => {
        const run = (name: string, ...args: string[]) =>
          execFileSync(name, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
        expect(run('pdfinfo', path)).toMatch(/Tagged: +yes/);
        expect(run('pdfinfo', '-meta', path)).toMatch(/pdfaid:part>3<[\s\S]*pdfaid:conformance>A</);
        const fonts = run('pdffonts', path).trim().split('\n').slice(2);
        expect(fonts.length).toBeGreaterThan(1);
        for (const font of fonts)
          expect(font).toMatch(/^[A-Z]{6}\+RemitReportSerif-\w+-Identity-H +CID Type 0C +Identity-H +yes yes yes/);
        const text = run('pdftotext', '-layout', path, '-');
        expect(text).toContain('DRAFT - not attested');
        expect(text).toContain('loan-triage');
        run('pdfdetach', '-saveall', '-o', folder, path);
        for (const name of ['02_report.json', '08_exceptions.json', '08_exceptions.csv', '03_manifest.json'])
          expect(readFileSync(join(folder, name)).equals(pack.files.get(name) ?? utf8(''))).toBe(true);
      });
    },
  );
});
