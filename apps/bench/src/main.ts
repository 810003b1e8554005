/**
 * npm run bench: measures Remit against the raw limit and a named peer, in the same run.
 *
 *   --json    figures as JSON     --quick  direction in two minutes     --full  with a log of a million records
 *   --only ab sections by letter
 *
 * Exit code 1 when a section could not be measured (a wrong answer is a failure); a missed limit is shown, not an error.
 */
import { parseArgs } from 'node:util';
import { againstMcpProxy } from './against-mcp-proxy.ts';
import { againstProxy } from './against-proxy.ts';
import { appends } from './appends.ts';
import type { Effort } from './effort.ts';
import type { Section } from './figures.ts';
import { isMet } from './figures.ts';
import { footprint } from './footprint.ts';
import { describeMachine } from './machine.ts';
import { renderSection } from './render.ts';
import { verification } from './verification.ts';

const sections: Readonly<Record<string, (effort: Effort) => Promise<Section>>> = {
  a: againstProxy,
  b: againstMcpProxy,
  c: appends,
  d: verification,
  e: footprint,
};

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    full: { type: 'boolean', default: false },
    only: { type: 'string', default: Object.keys(sections).join('') },
  },
});
const effort: Effort = values.quick ? 'quick' : values.full ? 'full' : 'normal';
const machine = describeMachine();
if (!values.json) console.log(JSON.stringify(machine));

const done: Record<string, Section & { loadBefore: number }> = {};
for (const letter of values.only) {
  const measure = sections[letter];
  if (measure === undefined)
    throw new Error(`there is no section ${letter}; they are ${Object.keys(sections).join(', ')}`);
  const { load } = describeMachine();
  const section = await measure(effort);
  done[letter] = { ...section, loadBefore: load };
  if (!values.json) console.log(`${renderSection(section)}\n  (load before: ${load.toFixed(2)})`);
}
const missed = Object.values(done).flatMap(({ figures }) => figures.filter((figure) => !isMet(figure)));
if (values.json) console.log(JSON.stringify({ machine, effort, sections: done, missed: missed.length }, undefined, 2));
else
  console.log(
    `\n${missed.length === 0 ? 'Every limit is met.' : `Not met: ${missed.map(({ name }) => name).join('; ')}.`}`,
  );
