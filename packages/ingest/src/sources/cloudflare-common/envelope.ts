/** What all Cloudflare sources share: who vouches for the log, and what the Logpush envelope may have done to it. */
import type { RawRecord } from '../../source.ts';
import type { EventDraft } from '../mapping/event-draft.ts';
import { plainUrl } from '../mapping/plain-url.ts';

/** Custody of a Cloudflare log before it was ingested, in words for the pack. */
export const CLOUDFLARE_CUSTODY =
  'Custody before ingest: asserted by Cloudflare; Logpush carries no vendor signature. ' +
  'A field is there only when the job lists it, and a job with a sample rate below 1 leaves records out without a mark: ' +
  'neither shows in a record.';

/** The same for records that were fetched over the REST API. */
export const CLOUDFLARE_REST_CUSTODY =
  'Custody before ingest: asserted by Cloudflare and by whoever fetched the records; the REST API signs nothing.';

/** True when the record has every one of the members. */
export function hasMembers(record: RawRecord, ...names: readonly string[]): boolean {
  return names.every((name) => Object.hasOwn(record.value, name));
}

/**
 * Flags text that the Logpush option `CVE-2021-44228` may have rewritten: it turns `${` into `x{`, so a hash of the content
 * is not the hash of what was sent. Only a sign: `x{` can also be what was sent.
 */
export function flagTemplateTrap(record: RawRecord, draft: EventDraft): void {
  const { bytes } = record;
  for (let at = bytes.indexOf(0x78); at >= 0; at = bytes.indexOf(0x78, at + 1)) {
    if (bytes[at + 1] === 0x7b) return draft.flag('template-rewrite-possible');
  }
}

/** Fills a field with an address, without user information, query and fragment. */
export function putUrl(draft: EventDraft, field: 'act.srv' | 'act.res', path: string): string | undefined {
  const value = draft.at(path);
  if (typeof value !== 'string' || value === '') {
    draft.miss(field, 'not_in_record');
    return undefined;
  }
  const { url, cut } = plainUrl(value);
  if (cut) draft.flag('url-shortened');
  return draft.put(field, url, path);
}
