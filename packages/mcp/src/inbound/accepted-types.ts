/** Which answers the client takes. No Accept header means anything. RFC 9110 §12.5.1 without weights other than 0. */
export function acceptedTypes(accept: string | undefined): { readonly json: boolean; readonly sse: boolean } {
  if (accept === undefined || accept.trim() === '') return { json: true, sse: false };
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
