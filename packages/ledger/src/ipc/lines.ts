/** Cuts a byte stream into lines of bounded length. */

/**
 * Feeds on chunks and gives each line without its newline. Returns false, and gives nothing more, once a line is longer
 * than `maxBytes` or not UTF-8: the peer does not keep to the protocol.
 */
export function createLineSplitter(maxBytes: number, onLine: (line: string) => void): (chunk: Buffer) => boolean {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let held: Buffer[] = [];
  let heldBytes = 0;
  let broken = false;
  return (chunk) => {
    let rest = chunk;
    while (!broken) {
      const at = rest.indexOf(0x0a);
      const part = at < 0 ? rest : rest.subarray(0, at);
      heldBytes += part.length;
      if (heldBytes > maxBytes) broken = true;
      held.push(part);
      if (broken || at < 0) break;
      try {
        const line = decoder.decode(held.length === 1 ? part : Buffer.concat(held, heldBytes));
        held = [];
        heldBytes = 0;
        onLine(line);
      } catch (error) {
        if (!(error instanceof TypeError)) throw error;
        broken = true;
      }
      rest = rest.subarray(at + 1);
    }
    return !broken;
  };
}
