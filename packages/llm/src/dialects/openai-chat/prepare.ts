/** The Chat Completions body to send: routed model, output cap, and usage asked for in streams. */
import type { Edit } from '../../body/request-body.ts';
import { editBody } from '../../body/request-body.ts';
import type { Changes, LlmRequest, Prepared } from '../dialect.ts';
import { objectAt } from '../read-json.ts';

/** Changes only what differs. Without `include_usage` a stream has no usage at all (llm-gateway reference §1). */
export function prepareChat(request: LlmRequest, changes: Changes): Prepared {
  const { body, cap } = request;
  const edits: Edit[] = [];
  if (changes.model !== request.model) edits.push({ member: 'model', raw: JSON.stringify(changes.model) });
  if (changes.cap !== undefined && changes.cap !== cap) edits.push(...capEdits(request, changes));
  if (request.stream && !request.usageAsked && changes.usageOption !== false) {
    const options = { ...objectAt(body.json, 'stream_options'), include_usage: true };
    edits.push({ member: 'stream_options', raw: JSON.stringify(options) });
  }
  return { body: editBody(body, edits), changed: edits.map(({ member }) => `/${member}`) };
}

function capEdits({ body }: LlmRequest, { cap, capMember }: Changes): Edit[] {
  const raw = JSON.stringify(cap);
  const named = ['max_completion_tokens', 'max_tokens'].filter((member) => body.spans[member] !== undefined);
  return (named.length === 0 ? [capMember ?? 'max_completion_tokens'] : named).map((member) => ({ member, raw }));
}
