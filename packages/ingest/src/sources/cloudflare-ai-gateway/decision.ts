/** What the two forms of the log say about decision and outcome of a model call. */
import type { EventDraft } from '../mapping/event-draft.ts';
import { countOf } from '../mapping/values.ts';
import type { FoundCode } from './codes.ts';
import { CODES } from './codes.ts';

/** Where the record says what. `code`: an error code that was found in the response. */
export interface DecisionPlaces {
  readonly cached: boolean | undefined;
  readonly success: { readonly value: boolean; readonly path: string } | undefined;
  readonly dlpAction: string;
  readonly status: string;
  readonly code: FoundCode | undefined;
}

/**
 * A cache hit skips policies and data loss rules, so it shows no decision whatever else the record says. Otherwise the code
 * counts, then `dlp_action`, then success as far as it goes.
 */
export function putDecision(draft: EventDraft, places: DecisionPlaces): void {
  const { cached, success, code } = places;
  const meaning = code === undefined ? undefined : CODES[code.code];
  if (cached === true) draft.flag('cached');
  if (code === undefined) draft.text('out.code', places.status);
  else draft.put('out.code', code.code, code.path);
  if (code !== undefined && meaning !== undefined) {
    draft.outcome(meaning.outcome, code.path);
    draft.flag(meaning.flag);
    if (meaning.by === undefined || cached === true) return;
    draft.decided('deny', code.path, code.path);
    return void draft.put('dec.by', meaning.by, code.path);
  }
  if (success !== undefined) draft.outcome(success.value ? 'executed' : 'errored', success.path);
  if (cached !== true) putSoftDecision(draft, places);
}

function putSoftDecision(draft: EventDraft, { cached, dlpAction, success, code, status }: DecisionPlaces): void {
  const action = draft.at(dlpAction);
  if (action === 'BLOCK') return draft.decided('deny', dlpAction, dlpAction);
  if (action === 'FLAG') draft.flag('dlp-flagged');
  // Without the word that it was no cache hit, success shows nothing about policies.
  if (success?.value === true)
    return cached === false ? draft.decided('permit', success.path, success.path) : draft.flag('cache-unknown');
  // A refusal by policy (403) or spend limit (429) and one by the provider look the same without a code.
  const number = countOf(draft.at(status));
  if (code === undefined && (number === 403 || number === 429 || number === 424)) draft.flag('status-without-code');
}
