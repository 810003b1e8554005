/**
 * Remembers what Cedar answered for one slice, by the context it was asked with.
 *
 * Invariant: policies read `now` only to compare it with the scope's validity (policy-text.ts), so a context and one that
 * differs in `now` alone get the same answer on the same side of both ends. A property test holds this against Cedar.
 * Threat: an answer that came with an error is not kept; a fault may pass, and a denial must not outlive it.
 */
import type { DerivedContext } from '../compiled-scope.ts';
import type { CedarAnswer } from './cedar-port.ts';

/** Contexts kept for one slice. They hold booleans, and a tool's calls mostly look alike. */
const MAX_CONTEXTS = 256;

/** Asks, or remembers. */
export type AskCedar = (context: DerivedContext) => CedarAnswer | undefined;

/** Puts a memory before `ask`. It must not outlive the slice that `ask` asks. */
export function rememberAnswers(validity: { readonly from: number; readonly to: number }, ask: AskCedar): AskCedar {
  const answers = new Map<string, CedarAnswer>();
  return (context) => {
    const key = contextKey(context, validity);
    const known = answers.get(key);
    if (known !== undefined) return known;
    const answer = ask(context);
    if (answer === undefined || answer.errors.length > 0) return answer;
    if (answers.size >= MAX_CONTEXTS) answers.clear();
    answers.set(key, answer);
    return answer;
  };
}

/** The key of a context: with `now` replaced by the side of the validity on which it lies. Names and values are told apart. */
export function contextKey(
  context: DerivedContext,
  { from, to }: { readonly from: number; readonly to: number },
): string {
  const { now } = context;
  let key = typeof now !== 'number' ? 'none' : now < from ? 'early' : now > to ? 'late' : 'within';
  for (const name of Object.keys(context)) {
    if (name === 'now') continue;
    const value = context[name];
    // A boolean is written without quotes, a string with them: `true` and "true" are two keys.
    key += typeof value === 'boolean' ? `\n${name}=${value}` : `\n${name}=${JSON.stringify(value)}`;
  }
  return key;
}
