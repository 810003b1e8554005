/** Lines and links of grants, sessions and logins, and links for what a source names and no log shows. */
import type { ImportedEvent } from '@remit/record';
import type { ImportedLink } from '../imported/custody.ts';
import type { Joinable } from './joinable.ts';
import type { PackJoin } from './pack-join.ts';
import { absentLink, linkOf, MOST_CANDIDATES, standingOf } from './pack-join.ts';
import type { Swept } from './sweep.ts';

/** A line for each opener that something follows. */
export function openingLines({ openers, opened }: Swept, checked: (ref: string) => boolean): PackJoin[] {
  return openers.all().flatMap((opener): PackJoin[] => {
    const seen = opened.get(opener.ref);
    if (seen === undefined) return [];
    const level = opener.kind === 'login' ? 'probable' : 'exact';
    const all = checked(opener.ref) && seen.samples.every(checked);
    return [
      {
        schema: 'remit.join/1',
        kind: opener.kind,
        left: opener.ref,
        between: [opener.dataset, opener.dataset],
        level,
        ...standingOf(level, { checked: all, vendor: opener.vendor }),
        basis: opener.basis,
        candidates: [],
        candidateCount: 0,
        opens: { events: seen.calls, first: seen.samples },
      },
    ];
  });
}

/** Links of an event to what it belongs to. */
export function openedLinks(event: Joinable, { openers }: Swept, checked: (ref: string) => boolean): ImportedLink[] {
  if (openers.size === 0) return [];
  return openers.of(event).map(({ kind, level, basis, opener, candidates }) => {
    const right = opener === undefined ? {} : { right: opener.ref };
    const all = opener !== undefined && checked(event.ref) && checked(opener.ref);
    const line: PackJoin = {
      schema: 'remit.join/1',
      kind,
      left: event.ref,
      ...right,
      between: [event.dataset, opener?.dataset ?? event.dataset],
      level,
      ...standingOf(level, { checked: all, vendor: event.vendor }),
      basis,
      candidates: candidates.slice(0, MOST_CANDIDATES),
      candidateCount: candidates.length,
    };
    return linkOf(line, event.ref);
  });
}

/** What the event names and nothing in the report shows. */
export function absentLinks(
  { ids, kind }: ImportedEvent,
  self: string,
  pairs: readonly PackJoin[],
  opened: readonly ImportedLink[],
): ImportedLink[] {
  const links: ImportedLink[] = [];
  const has = (of: PackJoin['kind']) => pairs.some((line) => line.kind === of);
  const granted = opened.some(({ relation }) => relation === absentLink(self, 'grant', '').relation);
  if (ids['grant'] !== undefined && kind !== 'grant' && !granted)
    links.push(absentLink(self, 'grant', 'a grant at sign-in'));
  if (ids['downstream'] !== undefined && !has('downstream'))
    links.push(absentLink(self, 'downstream', 'requests behind the gateway'));
  if (kind === 'payload' && ids['forensic'] !== undefined && !has('forensic-copy'))
    links.push(absentLink(self, 'forensic-copy', 'a request of the web gateway'));
  return links;
}
