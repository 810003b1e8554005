/**
 * npm run bench: measures Remit against the raw limit and a named peer, in the same run. `--help` says the options.
 *
 * Exit code 1 when a section could not be measured (a wrong answer is a failure); a missed limit is shown, not an error.
 */
import { againstLlmGateway } from './against-llm-gateway.ts';
import { againstMcpProxy } from './against-mcp-proxy.ts';
import { againstProxy } from './against-proxy.ts';
import { appends } from './appends.ts';
import type { Effort } from './effort.ts';
import type { Section } from './figures.ts';
import { isMet } from './figures.ts';
import { footprint } from './footprint.ts';
import { gatewayOnPostgres } from './gateway-on-postgres.ts';
import { ingestion } from './ingestion.ts';
import { stopAll } from './launch.ts';
import { describeMachine } from './machine.ts';
import type { BenchOptions } from './main-options.ts';
import { benchUsage, readBenchOptions } from './main-options.ts';
import { postgresAppends } from './postgres-appends.ts';
import { renderSection } from './render.ts';
import { renderUsage } from './render-usage.ts';
import { reporting } from './reporting.ts';
import { verification } from './verification.ts';
import { verifier } from './verifier.ts';

const sections: Readonly<Record<string, (effort: Effort) => Promise<Section>>> = {
  a: againstProxy,
  b: againstMcpProxy,
  c: appends,
  d: verification,
  e: footprint,
  f: ingestion,
  g: postgresAppends,
  h: reporting,
  i: verifier,
  j: gatewayOnPostgres,
  k: againstLlmGateway,
};

const read = readBenchOptions(process.argv.slice(2), Object.keys(sections));
if (!read.ok) {
  console.error(read.error);
  process.exitCode = 2;
} else if (read.value === 'help') console.log(renderUsage(benchUsage));
else {
  try {
    await measureAll(read.value);
  } finally {
    await stopAll();
  }
}

async function measureAll({ effort, json, only }: BenchOptions): Promise<void> {
  const machine = describeMachine();
  if (!json) console.log(JSON.stringify(machine));
  const done: Record<string, Section & { loadBefore: number }> = {};
  for (const letter of only) {
    const { load } = describeMachine();
    const section = await sections[letter]?.(effort);
    if (section === undefined) continue;
    done[letter] = { ...section, loadBefore: load };
    if (!json) console.log(`${renderSection(section)}\n  (load before: ${load.toFixed(2)})`);
  }
  const missed = Object.values(done).flatMap(({ figures }) => figures.filter((figure) => !isMet(figure)));
  if (json) console.log(JSON.stringify({ machine, effort, sections: done, missed: missed.length }, undefined, 2));
  else
    console.log(
      `\n${missed.length === 0 ? 'Every limit is met.' : `Not met: ${missed.map(({ name }) => name).join('; ')}.`}`,
    );
}
