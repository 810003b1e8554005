import { expect, it } from 'vitest';
import { commandLogger } from './command-logger.ts';

it('[cli.warnings] warnings of a command are sentences with what they are about, and nothing less than a warning is said', () => {
  const said: string[] = [];
  const logger = commandLogger({
    env: { config: undefined, data: undefined, key: undefined, path: '', home: '' },
    cwd: '/',
    interactive: false,
    out: () => expect.unreachable('standard output belongs to the result'),
    err: (text) => void said.push(text),
    outBytes: () => undefined,
  });
  logger.info({}, 'started');
  logger.warn({ child: 'sequencer' }, 'The witness w did not cosign.');
  logger.error({ file: 'a.json', err: new Error('full'), deep: {} }, 'It was not kept.');
  expect(said).toEqual(['Warning: The witness w did not cosign.', 'Error: It was not kept. (file: a.json, err: full)']);
});
