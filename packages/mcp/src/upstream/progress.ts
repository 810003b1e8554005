/** Progress notifications of an upstream. The token of a request is its own id, so it names exactly one call. */
import type { RawMember } from '../json/raw-json.ts';
import { objectMembers, withoutMembers } from '../json/raw-json.ts';
import { META_PROGRESS_TOKEN } from '../wire/meta-keys.ts';

/** A progress notification as it was read. */
export interface ProgressMessage {
  readonly params: Readonly<Record<string, unknown>>;
  readonly paramsText: string;
}

const TOKEN: ReadonlySet<string> = new Set([META_PROGRESS_TOKEN]);

/** `_meta` members that ask for progress, or none. */
export function progressToken(id: number, wanted: boolean): readonly RawMember[] {
  return wanted ? [{ key: META_PROGRESS_TOKEN, text: String(id) }] : [];
}

/** The id of the request that a progress notification is about, or undefined when the token is not one of ours. */
export function progressId(message: ProgressMessage): number | undefined {
  const token = message.params[META_PROGRESS_TOKEN];
  return typeof token === 'number' ? token : undefined;
}

/** Members of the notification's params without our token. */
export function progressMembers(message: ProgressMessage): readonly RawMember[] {
  return withoutMembers(objectMembers(message.paramsText), TOKEN);
}
