import { rootOfEntries } from '@remit/tlog';
import { describe, expect, it } from 'vitest';
import { createLeafTree } from './leaf-tree.ts';

describe('the inner tree while it grows', () => {
  it('[ingest.inner-tree] has the root of RFC 6962 at every size', () => {
    const tree = createLeafTree();
    const entries: Buffer[] = [];
    expect(Buffer.from(tree.root())).toEqual(Buffer.from(rootOfEntries([])));
    for (let n = 0; n < 130; n++) {
      const entry = Buffer.from(`entry ${n}`);
      entries.push(entry);
      tree.add(Buffer.concat([Buffer.from('?'), entry]));
      expect(tree.size).toBe(n + 1);
      expect(Buffer.from(tree.root())).toEqual(Buffer.from(rootOfEntries(entries)));
    }
  });
});
