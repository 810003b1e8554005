/** Planted discrepancies in a made pair of sources: exactly those are listed, in both directions. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ImportedHouse } from '../imported-house.fixture.ts';
import { mcpEvent, openImportedHouse, ROLE } from '../imported-house.fixture.ts';
import type { Reconciliation } from './reconcile.ts';
import { reconcileSources } from './reconcile-sources.ts';

const CALLS = 60;
/** Calls that one of the two sources does not hold. */
const NOT_IN_TRAIL = [7, 31];
const NOT_IN_SPANS = [12, 13, 48];
let house: ImportedHouse;
let result: Reconciliation;

const timeOf = (n: number) => new Date(Date.parse('2026-11-03T10:00:00Z') + n * 20_000);

/** The same call as the MCP span of a client. Its clock runs one second late. */
function span(n: number): object {
  const at = BigInt(timeOf(n).getTime() + 1_000) * 1_000_000n;
  const text = (key: string, value: string) => ({ key, value: { stringValue: value } });
  return {
    traceId: `${String(n).padStart(2, '0')}`.repeat(16),
    spanId: `${String(n).padStart(2, '0')}`.repeat(8),
    name: 'tools/call search_documentation',
    startTimeUnixNano: String(at),
    endTimeUnixNano: String(at + 1_000_000n),
    attributes: [
      text('mcp.method.name', 'tools/call'),
      text('gen_ai.tool.name', 'aws___search-documentation'),
      text('server.address', 'aws-mcp.us-east-1.api.aws'),
      text('service.name', 'cost-reviewer'),
      text('gen_ai.agent.id', 'cost-reviewer'),
      text('gen_ai.tool.call.arguments', JSON.stringify({ search_phrase: `phrase ${n}` })),
    ],
  };
}

beforeAll(async () => {
  house = await openImportedHouse();
  house.at('2026-11-03T12:00:00Z');
  await house.declareAgents(`remit-agents: 1
agents:
  - agent: cost-review-agent
    identities: ["${ROLE}", cost-reviewer]
`);
  const all = Array.from({ length: CALLS }, (_, n) => n);
  const trail = all
    .filter((n) => !NOT_IN_TRAIL.includes(n))
    .map((n) =>
      mcpEvent(String(n).padStart(2, '0'), timeOf(n).toISOString().replace('.000', ''), {
        params: { search_phrase: `phrase ${n}` },
      }),
    );
  const spans = all.filter((n) => !NOT_IN_SPANS.includes(n)).map(span);
  await house.ingest(JSON.stringify({ Records: trail }));
  await house.ingest(JSON.stringify({ resourceSpans: [{ resource: {}, scopeSpans: [{ scope: {}, spans }] }] }));
  const archive = house.archive();
  try {
    result = reconcileSources({ reader: house.reader, archive }, { left: 'aws.cloudtrail', right: 'otlp' });
  } finally {
    archive.close();
  }
});
afterAll(() => house.close());

describe('reconciliation', () => {
  it('[imported.reconcile] lists exactly the planted discrepancies, in both directions', () => {
    const times = (list: readonly { readonly at?: string }[]) => list.map(({ at }) => at);
    expect(times(result.left.only)).toEqual(NOT_IN_SPANS.map((n) => timeOf(n).toISOString()));
    expect(times(result.right.only)).toEqual(
      NOT_IN_TRAIL.map((n) => new Date(timeOf(n).getTime() + 1_000).toISOString()),
    );
    expect(result.ambiguous).toEqual([]);
    expect(result.contradictions).toEqual([]);
    expect(result.joined).toEqual({
      exact: 0,
      asserted: 0,
      strong: CALLS - NOT_IN_TRAIL.length - NOT_IN_SPANS.length,
      probable: 0,
    });
  });

  it('[imported.reconcile] says the window, the time that both cover, and what lies outside it', () => {
    expect(result).toMatchObject({ windowMs: 120_000, offsetMs: 0, periodFrom: 'the time that both sources cover' });
    expect([result.left.outside, result.right.outside]).toEqual([0, 0]);
    const archive = house.archive();
    const sources = { left: 'aws.cloudtrail', right: 'otlp' };
    const period = { from: timeOf(0).getTime(), to: timeOf(12).getTime() };
    try {
      const part = reconcileSources({ reader: house.reader, archive }, { ...sources, period });
      expect(part.left.only).toEqual([]);
      expect(part.right.only).toHaveLength(1);
      expect([part.left.outside, part.right.outside]).toEqual([3, 1]);
      const none = () => reconcileSources({ reader: house.reader, archive }, { ...sources, right: 'no.such' });
      expect(none).toThrow(/Nothing was ingested of that source/);
    } finally {
      archive.close();
    }
  });
});
