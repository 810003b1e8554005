/** A story in which the agent asks a language model and calls the tools that it chose. Development only. */
import type { JoinKeys, RecordOf, Who } from '@remit/record';
import type { Appended } from './ledger.ts';
import type { Story } from './story.ts';
import { readContext, startStory } from './story.ts';

type Choices = NonNullable<RecordOf<'llm.outcome'>['calls']>;

/** What a request carries and what its answer names. `after`: outcome of the attempt before. */
export interface AskOptions {
  readonly results?: string[];
  readonly resp?: string[];
  readonly after?: Appended;
  /** What the client says of where the request comes from. */
  readonly stated?: Pick<JoinKeys, 'session' | 'thread' | 'trace'>;
  /** Who asks. Default: the agent of the story. */
  readonly who?: Who;
}

/** The story with its two ways to act. */
export interface ModelStory extends Omit<Story, 'read'> {
  /** A request that is answered with these choices. */
  ask(calls: Choices, more?: AskOptions): { readonly decision: Appended; readonly outcome: Appended };
  /** A read inside the assigned folder, with what the client states and what Remit computes. */
  read(join?: JoinKeys, who?: Who): Appended;
}

/** A log with its scope in force and nothing asked yet. */
export function startModelStory(): ModelStory {
  const story = startStory();
  const { ledger, agentWho, scope, acts, bundleSha } = story;
  const model = { prov: 'main', req: 'small', route: 'gpt-4o-mini', kind: 'openai' };
  const act = { srv: 'models/main', method: 'chat', tool: 'gpt-4o-mini' };
  return {
    ...story,
    ask(calls, { results, resp = ['gpt-4o-mini-2024-07-18'], after, stated = {}, who = agentWho } = {}) {
      const decision = ledger.append({
        t: 'llm.decision',
        ...(after === undefined ? {} : { cause: [after.leaf] }),
        who,
        act,
        model,
        scope,
        pol: { bundle_sha: bundleSha, dec: 'permit', eval: 'evaluated', rules: ['m'] },
        ask: {
          dialect: 'openai.chat',
          stream: false,
          choices: 1,
          attempt: after === undefined ? 0 : 1,
          ...(results === undefined ? {} : { results }),
          ...stated,
        },
      });
      const outcome = ledger.append({
        t: 'llm.outcome',
        cause: [decision.leaf],
        who,
        act,
        model: { ...model, resp },
        scope,
        out: { status: 'executed', ms: 5 },
        fin: { how: calls.length > 0 ? 'tool_use' : 'complete', bytes: 10 },
        ...(calls.length === 0 ? {} : { calls }),
      });
      return { decision, outcome };
    },
    read(join, who = agentWho) {
      const decision = ledger.append(
        {
          t: 'mcp.decision',
          who,
          act: acts.read,
          scope,
          pol: { bundle_sha: bundleSha, dec: 'permit', eval: 'evaluated', rules: ['read-assigned-case'] },
          ...(join === undefined ? {} : { join }),
        },
        readContext(ledger.now(), true),
      );
      story.answer(decision, acts.read);
      return decision;
    },
  };
}
