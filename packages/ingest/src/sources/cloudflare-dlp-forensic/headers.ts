/** Headers of a forensic copy: names in any case, values as text or as a list of text. */

/** A header as the record writes it. */
export interface FoundHeader {
  readonly name: string;
  readonly value: string;
  readonly inList: boolean;
}

/** Finds a header by its lowercase name. The first of several values counts. */
export function headerOf(headers: unknown, wanted: string): FoundHeader | undefined {
  if (typeof headers !== 'object' || headers === null) return undefined;
  for (const [name, value] of Object.entries(headers)) {
    if (name.toLowerCase() !== wanted) continue;
    const first: unknown = Array.isArray(value) ? value[0] : value;
    return typeof first === 'string' ? { name, value: first, inList: Array.isArray(value) } : undefined;
  }
  return undefined;
}
