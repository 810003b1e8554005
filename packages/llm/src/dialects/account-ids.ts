/**
 * Ids in a request that stand for something kept in the provider's account: earlier answers, conversations, files,
 * containers, caches. They belong to the account, not to our caller, who shares its key with everybody here (llm-gateway
 * reference §1).
 */
import type { RequestBody } from '../body/request-body.ts';
import { isObject } from '../body/request-body.ts';
import { textAt } from './read-json.ts';

/** One such id and where it stands, as a JSON pointer. */
export interface AccountId {
  readonly pointer: string;
  readonly id: string;
}

/** Members at the top whose text, or whose `id`, is one. */
const TOP = ['previous_response_id', 'conversation', 'container', 'cachedContent', 'cached_content'];
/** Members anywhere whose text is one. */
const ANYWHERE = new Set(['file_id', 'fileId']);
/** Members anywhere that may name a file by URL; a URL of anybody else's is not an id. */
const BY_URL = new Set(['fileUri', 'file_uri']);
const GEMINI_FILE = /^(?:https?:\/\/generativelanguage\.googleapis\.com(?::\d+)?\/|files\/)/i;

/**
 * Threat: a name can be written with escapes. A body without these names and without an escape of ASCII has none of them,
 * so most bodies are not walked.
 */
const MAY_HOLD =
  /"(?:previous_response_id|conversation|container|cachedContent|cached_content|file_id|fileId|fileUri|file_uri|item_reference)"|\\u00[2-7]/i;

/** All of them, in the order of the body. */
export function accountIds({ text, json }: Pick<RequestBody, 'text' | 'json'>): readonly AccountId[] {
  if (!MAY_HOLD.test(text)) return [];
  const top = TOP.flatMap((member): AccountId[] => {
    const id = textAt(json, member) ?? textAt(json[member], 'id');
    return id === undefined ? [] : [{ pointer: `/${member}`, id }];
  });
  return [...top, ...within(json, '')];
}

function within(value: unknown, pointer: string): AccountId[] {
  if (Array.isArray(value)) return value.flatMap((part: unknown, at) => within(part, `${pointer}/${at}`));
  if (!isObject(value)) return [];
  const referred = textAt(value, 'type') === 'item_reference' ? textAt(value, 'id') : undefined;
  return [
    ...(referred === undefined ? [] : [{ pointer: `${pointer}/id`, id: referred }]),
    ...Object.entries(value).flatMap(([name, member]): AccountId[] => {
      const at = `${pointer}/${name}`;
      if (typeof member !== 'string') return within(member, at);
      const names = ANYWHERE.has(name) || (BY_URL.has(name) && GEMINI_FILE.test(member));
      return names && member !== '' ? [{ pointer: at, id: member }] : [];
    }),
  ];
}
