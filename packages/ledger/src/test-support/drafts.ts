/** Records for tests. */
import type { Committed, DraftOf } from '@remit/record';

/** A decision on one call. */
export function decision(
  sub: string,
  dec: 'permit' | 'deny' | 'escalate' = 'deny',
  cause?: string,
): DraftOf<'mcp.decision'> {
  return {
    t: 'mcp.decision',
    who: { sub, agent: 'loan-triage-agent' },
    act: { srv: 'files', method: 'tools/call', tool: 'read_text_file' },
    pol: { dec, eval: 'evaluated', rules: ['read-assigned-case'] },
    absent: { model: 'no LLM traffic through Remit' },
    ...(cause === undefined ? {} : { cause: [cause] }),
  };
}

/** The outcome of a decision, by its leaf. */
export function outcome(sub: string, leaf: string): DraftOf<'mcp.outcome'> {
  return {
    t: 'mcp.outcome',
    who: { sub },
    act: { srv: 'files', method: 'tools/call', tool: 'read_text_file' },
    out: { status: 'executed', ms: 3 },
    cause: [leaf],
  };
}

/** Sealed arguments and context of a call. */
export function content(subjects: readonly string[], text: string): Committed {
  return {
    fields: {
      args: { kind: 'blob', bytes: Buffer.from(text), ctype: 'application/json' },
      ctx: { kind: 'value', value: { server: 'files', approved: false } },
    },
    subjects,
  };
}
