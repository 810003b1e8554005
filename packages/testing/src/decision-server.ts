/**
 * The decision system of the demonstration: an MCP 2026-07-28 server over Streamable HTTP with one tool,
 * `propose_decision`, which takes an agent's proposal for a case and gives back a reference.
 */
import type { McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';
import type { MockHttpServer } from './modern-http-server.ts';
import { createModernHttpServer } from './modern-http-server.ts';

/** One proposal as the server took it. */
export interface ProposedDecision {
  readonly case: string;
  readonly decision: string;
  readonly reasons: readonly string[];
  readonly status: 'recorded';
  readonly reference: string;
}

/** A running decision system. */
export interface DecisionServer extends MockHttpServer {
  /** What was proposed, oldest first. */
  readonly proposals: readonly ProposedDecision[];
}

/** Starts it on a free port. References count from DEC-0001, so that a demonstration reads the same every time. */
export async function createDecisionServer(): Promise<DecisionServer> {
  const proposals: ProposedDecision[] = [];
  const started = await createModernHttpServer({ tools: (server) => registerProposeDecision(server, proposals) });
  return { ...started, proposals };
}

function registerProposeDecision(server: McpServer, proposals: ProposedDecision[]): void {
  const outcome = z.object({
    case: z.string(),
    decision: z.string(),
    status: z.literal('recorded'),
    reference: z.string().describe('Reference in the decision system'),
  });
  server.registerTool(
    'propose_decision',
    {
      title: 'Propose a decision',
      description: 'Records a proposed decision on a loan application for release by a credit officer.',
      inputSchema: z.object({
        case: z.string().describe('Case number, such as case-1001'),
        decision: z.enum(['approve', 'decline', 'refer']),
        reasons: z.array(z.string()).min(1).describe('Grounds, one sentence each'),
      }),
      outputSchema: outcome,
      annotations: { readOnlyHint: false, idempotentHint: false, destructiveHint: false },
    },
    (proposal) => {
      const reference = `DEC-${String(proposals.length + 1).padStart(4, '0')}`;
      proposals.push({ ...proposal, status: 'recorded', reference });
      const { case: id, decision } = proposal;
      const structuredContent = { case: id, decision, status: 'recorded' as const, reference };
      return { content: [{ type: 'text', text: JSON.stringify(structuredContent) }], structuredContent };
    },
  );
}
