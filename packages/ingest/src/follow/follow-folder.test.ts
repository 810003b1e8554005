import { appendFileSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { followFolder } from './follow-folder.ts';

const dir = mkdtempSync(join(tmpdir(), 'remit-follow-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe('following a folder', () => {
  it('[ingest.follow-folder] offers a file once it stopped changing, and again when it changed', () => {
    const follower = followFolder(dir);
    const now = Date.now();
    const names = () => follower.poll(now).map(({ name }) => name);
    const old = join(dir, 'old.json');
    writeFileSync(old, '[]');
    utimesSync(old, new Date(now - 120_000), new Date(now - 120_000));
    writeFileSync(join(dir, 'new.json'), '[{');
    writeFileSync(join(dir, '.hidden'), '');
    expect(names()).toEqual(['old.json']);
    appendFileSync(join(dir, 'new.json'), '}]');
    expect(names()).toEqual(['old.json']);
    expect(names()).toEqual(['new.json', 'old.json']);
    const [first] = follower.poll(now);
    appendFileSync(join(dir, 'new.json'), '\n');
    expect(names()).toEqual(['old.json']);
    expect(follower.poll(now)[0]?.followed.tag).not.toBe(first?.followed.tag);
  });
});
