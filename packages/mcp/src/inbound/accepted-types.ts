/** What a client can read. */
export interface AcceptedTypes {
  readonly json: boolean;
  readonly sse: boolean;
}

/** Which answers the client takes. No Accept header means anything. RFC 9110 §12.5.1 without weights other than 0. */
export function acceptedTypes(accept: string | undefined): AcceptedTypes {
  if (accept === undefined || accept.trim() === '') return { json: true, sse: false };
  const known = seen.get(accept);
  if (known !== undefined) return known;
  const types = readAccept(accept);
  if (seen.size >= MAX_SEEN) seen.clear();
  if (accept.length <= 256) seen.set(accept, types);
  return types;
}

/** The last headers seen: a client sends the same one every time. Bounded, for they come from the wire. */
const seen = new Map<string, AcceptedTypes>();
const MAX_SEEN = 64;

function readAccept(accept: string): AcceptedTypes {
  const ranges = accept
    .split(',')
    .filter((range) => !/;\s*q=0(\.0{0,3})?\s*(;|$)/i.test(range))
    .map((range) => (range.split(';', 1)[0] ?? '').trim().toLowerCase());
  return {
    json: ranges.some((range) => range === 'application/json' || range === 'application/*' || range === '*/*'),
    // A wildcard is not enough: simple clients send it and cannot read a stream.
    sse: ranges.includes('text/event-stream'),
  };
}
