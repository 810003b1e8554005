import { fileURLToPath } from 'node:url';

/** Path of a child's entry file. Children are always the compiled ones, also when this module runs from its sources in a test. */
export function entryFile(child: 'sequencer' | 'signer'): string {
  const compiled = import.meta.url.endsWith('.ts') ? '../../dist/' : '../';
  return fileURLToPath(new URL(`${compiled}${child}/main.js`, import.meta.url));
}
