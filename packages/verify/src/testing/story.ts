/**
 * A story for tests: a loan-triage agent with a scope, two tools and an approver. Writes an honest log of any length; each
 * part can be left out or changed to make an attack. Development only.
 */
import { utf8 } from '@remit/core';
import type { Act, DecisionContext, PolicyDecision, Who } from '@remit/record';
import { compileScope, parseScope, redecide } from '@remit/scope';
import type { Appended, TestLedger, TestLedgerOptions } from './ledger.ts';
import { createTestLedger, testHandle } from './ledger.ts';

/** The scope file of the story. */
export const STORY_SCOPE = `remit-scope: 1
id: loan-triage
system: { id: loan-triage-eu, name: Loan triage, purpose: Pre-sort consumer loan applications }
agent: loan-triage-agent
declared-by: Head of Lending Operations
approved-by: Risk Office
valid: { from: 2026-01-01, to: 2027-12-31 }
servers:
  files:
    tools:
      read_text_file:
        rule: read-assigned-case
        when:
          path: { path-within: { roots: [/srv/applicants/case-1001], links: resolve } }
  decisions:
    tools:
      propose_decision:
        when: { case: { one-of: [case-1001] } }
        needs-approval: { role: approver, reason: a person releases each decision }
`;

/** A log with its scope declared and in force. */
export interface Story {
  readonly ledger: TestLedger;
  readonly scope: { readonly id: string; readonly sha: string };
  readonly bundleSha: string;
  readonly agentWho: Who;
  readonly approverWho: Who;
  /** The acts of the two tools, definitions included. */
  readonly acts: { readonly read: Act; readonly propose: Act };
  /** A read that is decided by the scope and, when permitted, answered. `inside`: the path is in the assigned folder. */
  read(options?: ReadOptions): { decision: Appended; outcome?: Appended };
  /** A proposal that needs an approval. */
  propose(options?: ProposeOptions): {
    escalated: Appended;
    approval?: Appended;
    decision?: Appended;
    outcome?: Appended;
  };
  decide(part: DecidePart): Appended;
  answer(decision: Appended, act: Act, status?: 'executed' | 'errored' | 'unknown' | 'refused'): Appended;
  closeSession(): Appended;
}

/** A read: inside the assigned folder or not, answered or not. */
export interface ReadOptions {
  readonly inside?: boolean;
  readonly answered?: boolean;
}

/** A proposal: what the approver says, who that is, and how far it gets. */
export interface ProposeOptions {
  readonly verdict?: 'approved' | 'rejected' | 'expired';
  readonly approver?: Who;
  readonly until?: 'escalated' | 'approval' | 'decision' | 'outcome';
}

/** A decision record. Without `dec` it is what the scope gives for the context. */
export interface DecidePart {
  readonly act: Act;
  readonly context: DecisionContext;
  readonly cause?: readonly string[];
  readonly dec?: PolicyDecision;
  readonly rules?: readonly string[];
  readonly who?: Who;
  readonly withoutContext?: boolean;
  /** Default: as the scope of the story says. */
  readonly enforced?: boolean;
  readonly scope?: { readonly id: string; readonly sha: string } | 'none';
}

/** Options of a story. `observe`: its scope only observes. */
export interface StoryOptions extends TestLedgerOptions {
  readonly observe?: boolean;
}

/** Starts the story: genesis, keys, tools, scope, session. */
export function startStory(options: StoryOptions = {}): Story {
  const ledger = createTestLedger(options);
  const source = options.observe === true ? STORY_SCOPE.replace('agent:', 'mode: observe\nagent:') : STORY_SCOPE;
  const parsed = parseScope(source);
  if (!parsed.ok) throw new Error(`the scope of the story does not parse: ${JSON.stringify(parsed.error)}`);
  const compiled = compileScope(parsed.value, utf8(source));
  const agentWho: Who = { sub: testHandle('ana'), agent: 'loan-triage-agent', client: 'test-client 1.0' };
  const approverWho: Who = { sub: testHandle('ben') };
  ledger.append({ t: 'genesis', gen: { vkey: ledger.logKey.vkey, software: 'remit 0.1.0' } });
  registerKey(ledger, 'key-1', agentWho, ['caller']);
  registerKey(ledger, 'key-2', approverWho, ['approver']);
  const acts = {
    read: defineTool(ledger, 'files', 'read_text_file'),
    propose: defineTool(ledger, 'decisions', 'propose_decision'),
  };
  const scope = { id: compiled.id, sha: ledger.putBlob(utf8(source)) };
  ledger.append({
    t: 'scope.declare',
    who: approverWho,
    scope,
    dcl: {
      agent: compiled.agent,
      system: compiled.systemId,
      from: '2026-01-01T00:00:00.000Z',
      to: '2027-12-31T23:59:59.999Z',
    },
  });
  ledger.append({
    t: 'policy.activate',
    scope,
    act_pol: { bundle_sha: compiled.bundleSha, compiler: compiled.compiler },
  });
  const session = { id: 'session-1', n: 0 };
  ledger.append({
    t: 'session.open',
    s: { ...session },
    who: agentWho,
    ses: { protocol: '2025-11-25', endpoint: '/mcp' },
  });
  const nextS = () => ({ id: session.id, n: ++session.n });

  const decide = (part: DecidePart): Appended => {
    const again = redecide(compiled, part.context);
    const cited = part.scope === 'none' ? undefined : (part.scope ?? scope);
    return ledger.append(
      {
        t: 'mcp.decision',
        s: nextS(),
        ...(part.cause === undefined ? {} : { cause: [...part.cause] }),
        who: part.who ?? agentWho,
        act: part.act,
        ...(cited === undefined ? {} : { scope: cited }),
        pol: {
          ...(cited === undefined ? {} : { bundle_sha: compiled.bundleSha }),
          dec: part.dec ?? again.dec,
          eval: 'evaluated',
          rules: [...(part.rules ?? again.rules)],
          ...((part.enforced ?? options.observe !== true) ? {} : { enforced: false }),
        },
        absent: { model: 'no LLM traffic through Remit', about: 'no person is named in the call' },
      },
      part.withoutContext === true ? undefined : part.context,
    );
  };
  const answer: Story['answer'] = (decision, act, status = 'executed') =>
    ledger.append({
      t: 'mcp.outcome',
      s: nextS(),
      cause: [decision.leaf],
      who: agentWho,
      act,
      out: { status, ms: 12 },
    });

  return {
    ledger,
    scope,
    bundleSha: compiled.bundleSha,
    agentWho,
    approverWho,
    acts,
    decide,
    answer,
    closeSession: () => ledger.append({ t: 'session.close', s: nextS(), who: agentWho, ses: { why: 'client-closed' } }),
    read({ inside = true, answered = inside } = {}) {
      const decision = decide({ act: acts.read, context: readContext(ledger.now(), inside) });
      return answered ? { decision, outcome: answer(decision, acts.read) } : { decision };
    },
    propose({ verdict = 'approved', approver = approverWho, until = 'outcome' } = {}) {
      const escalated = decide({ act: acts.propose, context: proposeContext(ledger.now(), false) });
      if (until === 'escalated') return { escalated };
      const approval = ledger.append({
        t: 'approval',
        cause: [escalated.leaf],
        ...(verdict === 'expired' ? {} : { who: approver }),
        act: acts.propose,
        apr: { verdict, requested: escalated.record.ts, role: 'approver' },
      });
      if (until === 'approval') return { escalated, approval };
      const approved = verdict === 'approved';
      const decision = decide({
        act: acts.propose,
        context: proposeContext(ledger.now(), approved),
        cause: [escalated.leaf, approval.leaf],
        ...(approved ? {} : { dec: 'deny' as const }),
      });
      if (until === 'decision' || !approved) return { escalated, approval, decision };
      return { escalated, approval, decision, outcome: answer(decision, acts.propose) };
    },
  };
}

/** An honest log of exactly `size` records (at least 12): reads, some denied, and proposals, some rejected. */
export function honestStory(size: number, options: TestLedgerOptions = {}): Story {
  const story = startStory(options);
  for (let i = 0; story.ledger.entries.length + 4 <= size; i++) {
    if (i % 5 === 2) story.read({ inside: false });
    else if (i % 7 === 3) story.propose();
    else if (i % 7 === 6) story.propose({ verdict: 'rejected' });
    else story.read();
  }
  while (story.ledger.entries.length + 2 <= size) story.read();
  if (story.ledger.entries.length < size) story.read({ inside: false });
  return story;
}

/** A log that holds every record type of this version, and every way a call can end. */
export function everyTypeStory(options: TestLedgerOptions = {}): Story {
  const story = startStory(options);
  const { ledger, agentWho, scope } = story;
  ledger.append({ t: 'config.change', cfg: { sha: scope.sha, software: 'remit 0.1.0' } });
  const minute = (n: number) => `2026-10-01T08:0${n}:00.000Z`;
  ledger.append({
    t: 'auth.rejects',
    rej: { n: 3, from: minute(0), to: minute(1), reasons: { unknown: 2, missing: 1 } },
  });
  story.read();
  story.read({ inside: false });
  story.propose();
  story.propose({ verdict: 'rejected' });
  story.propose({ verdict: 'expired' });
  const { decision } = story.read({ answered: false });
  ledger.append({
    t: 'gap',
    cause: [decision.leaf],
    gap: { kind: 'decision-without-outcome', why: 'the process ended' },
  });
  ledger.append({
    t: 'scope.verdict',
    ver: {
      evaluator: 'remit-redecide/1',
      first: 8,
      end: 20,
      in: 2,
      out: 1,
      indeterminate: 0,
      size: 3,
      root: 'A'.repeat(43),
      scopes: [scope.sha],
    },
  });
  ledger.append({
    t: 'registry.change',
    who: story.approverWho,
    chg: { what: 'key.revoke', ref: 'key-1', of: agentWho.sub },
  });
  ledger.append({ t: 'heartbeat', hb: { why: 'report' } });
  const range = { from: minute(0), to: minute(9), size: 20 };
  const brk = { what: 'scope.draft' as const, fields: ['args'], ...range };
  ledger.append({ t: 'breakglass', who: story.approverWho, brk });
  story.closeSession();
  return story;
}

/** What the engine saw of a read. */
export function readContext(now: number, inside: boolean): DecisionContext {
  return { ...COMMON, server: 'files', tool: 'read_text_file', now, approved: false, 'when.path': inside };
}

/** What the engine saw of a proposal. */
export function proposeContext(now: number, approved: boolean): DecisionContext {
  return { ...COMMON, server: 'decisions', tool: 'propose_decision', now, approved, 'when.case': true };
}

const COMMON = { agent: 'loan-triage-agent', 'arguments-object': true, 'arguments-declared': true } as const;

function registerKey(ledger: TestLedger, ref: string, who: Who, roles: string[]): void {
  const agent = who.agent === undefined ? {} : { agent: who.agent };
  ledger.append({ t: 'registry.change', chg: { what: 'key.create', ref, roles, of: who.sub, ...agent } });
}

function defineTool(ledger: TestLedger, srv: string, tool: string): Act {
  const sha = ledger.putBlob(utf8(`{"name":"${tool}"}`));
  ledger.append({ t: 'tool.define', act: { srv, method: 'tools/list', tool, tool_sha: sha }, dfn: {} });
  return { srv, method: 'tools/call', tool, tool_sha: sha };
}
