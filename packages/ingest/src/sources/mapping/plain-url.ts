/**
 * An address without the parts that carry personal data and secrets: user information, query and fragment. Works on text,
 * so that an address without a scheme and a bare `host:port` (CONNECT) come out whole.
 */
export function plainUrl(text: string): { readonly url: string; readonly cut: boolean } {
  const end = text.search(/[?#]/);
  const short = end < 0 ? text : text.slice(0, end);
  const url = short.replace(/^([A-Za-z][\w+.-]*:)?(\/\/)?[^/@]*@/, '$1$2');
  return { url, cut: url.length !== text.length };
}
