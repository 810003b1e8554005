import { describe, expect, it } from 'vitest';
import { hideConfigured } from './hide-configured.ts';

const server = {
  kind: 'stdio' as const,
  command: 'x',
  args: ['--token=abcdef', '-v', 'abcdefgh'],
  env: { TOKEN: 'abcdefghij', SHORT: 'on' },
};

describe('stderr of a child', () => {
  it('[ops.log.child-stderr] hides each configured argument and variable, the longest first', () => {
    expect(hideConfigured('usage: --token=abcdef -v; TOKEN=abcdefghij, abcdefgh; on', server, false)).toBe(
      'usage: [argument 1] -v; TOKEN=[value of TOKEN], [argument 3]; on',
    );
  });

  it('[ops.log.child-stderr] leaves out the first line of a text that was cut, which may begin within a secret', () => {
    expect(hideConfigured('defghij\nfailed', server, true)).toBe('failed');
    expect(hideConfigured('defghij', server, true)).toBe('');
  });
});
