/** Refusals of the administration API as a person reads them. */

/** A sentence with its detail behind it in brackets, as errors of Remit are put together. */
const WITH_DETAIL = /^([\s\S]*?\.) \(([\s\S]+)\)$/;

/**
 * The sentence with its code first, and what explains it below. A detail of one line stays in its brackets; one that
 * holds a list, or another sentence with a detail, gets lines of its own.
 */
export function problemText(message: string, code: string): string {
  const [first = '', ...rest] = unfolded(message);
  return [`${first} [${code}]`, ...rest].join('\n');
}

function unfolded(message: string): string[] {
  const [, sentence, detail] = WITH_DETAIL.exec(message) ?? [];
  if (sentence === undefined || detail === undefined) return [message];
  if (!detail.includes('\n') && !WITH_DETAIL.test(detail)) return [message];
  return [sentence, ...unfolded(detail)];
}
