/**
 * Every byte of a PostgreSQL cluster's folder that its databases do not all have: heap and TOAST pages, indexes, free
 * pages, WAL. Pages of the catalogue that are the same in the templates are left out; they are what initdb wrote.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Chunk } from './recovery-keys.ts';

const PAGE = 8_192;
/** LSN, checksum and flags of a page differ between copies of it. */
const HEADER = 24;
/** Databases that every cluster is made with: template1, template0, postgres. */
const MADE_BY_INITDB = ['base/1', 'base/4', 'base/5'];

/** See the module header. Runs of pages that follow each other are one chunk. */
export function postgresChunks(folder: string): Chunk[] {
  const known = new Set<string>();
  for (const base of MADE_BY_INITDB)
    for (const path of filesBelow(join(folder, base)))
      for (const page of pagesOf(readFileSync(path))) known.add(idOf(page));
  const chunks: Chunk[] = [];
  for (const path of filesBelow(folder)) {
    const where = join(basename(folder), path.slice(folder.length + 1));
    const bytes = readFileSync(path);
    if (where.includes('/pg_wal/')) {
      chunks.push({ where, bytes: withoutHeaders(bytes) });
      continue;
    }
    let run: Buffer[] = [];
    const flush = () => {
      if (run.length > 0) chunks.push({ where, bytes: Buffer.concat(run) });
      run = [];
    };
    for (const page of pagesOf(bytes))
      if (page.length === PAGE && known.has(idOf(page))) flush();
      else run.push(page);
    flush();
  }
  return chunks;
}

/** A record of the WAL goes on behind the header of the next page (xlog_internal.h): 40 bytes on a segment's first one, 24 else. */
function withoutHeaders(segment: Buffer): Buffer {
  return Buffer.concat([...pagesOf(segment)].map((page, i) => page.subarray(i === 0 ? 40 : HEADER)));
}

function* pagesOf(bytes: Buffer): Generator<Buffer, void, undefined> {
  for (let at = 0; at < bytes.length; at += PAGE) yield bytes.subarray(at, at + PAGE);
}

function idOf(page: Buffer): string {
  return createHash('sha256').update(page.subarray(HEADER)).digest('base64');
}

function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true);
}
