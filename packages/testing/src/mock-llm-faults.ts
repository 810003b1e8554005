/** What a model id asks the mock provider to do: `mock:cut=5;chunks=50`. */

/** What a model id asks for. */
export interface MockFaults {
  /** Content chunks of a stream. */
  readonly chunks: number;
  /** Milliseconds before the first byte, and between chunks. */
  readonly delay: number;
  readonly gap: number;
  /** Destroys the socket after so many content chunks. */
  readonly cut: number;
  /** Stops writing after so many content chunks, and stays open. */
  readonly stall: number;
  readonly status: number;
  readonly retryafter: string;
  readonly usage: string;
  /** Writes the stream in pieces of so many bytes. */
  readonly split: number;
  /** Name of the model that claims to have answered. */
  readonly serve: string;
  /** Bytes of content of an answer that is not streamed. */
  readonly bytes: number;
  /**
   * Writes something else: `html`, `json` (no answer of the API), `sse` (no JSON in the events), `gzip` (packed although
   * nobody asked), `http` (not HTTP at all).
   */
  readonly garbage: string;
  /** 1: takes the request and never answers. */
  readonly hang: number;
  /** Resets the connection after so many content chunks; of an answer that is not streamed, before its first byte. */
  readonly reset: number;
  /** Bytes by which an answer that is not streamed stays behind its content-length. */
  readonly short: number;
  /** Bytes of content in each chunk of a stream; 0: a word. */
  readonly size: number;
  /** Megabytes of an answer that is not streamed and says no length; it is no JSON. */
  readonly flood: number;
  /** Name of a tool that the answer calls. */
  readonly tool: string;
}

/** Reads `mock:cut=5;chunks=50`; a model id without a colon asks for nothing. */
export function faultsOf(model: string): MockFaults {
  const given = new Map(
    (model.split(':')[1] ?? '').split(';').map((part): [string, string] => {
      const [key = '', value = ''] = part.split('=');
      return [key, value];
    }),
  );
  const number = (key: string, otherwise: number): number => Number(given.get(key) ?? otherwise);
  return {
    chunks: number('chunks', 5),
    delay: number('delay', 0),
    gap: number('gap', 0),
    cut: number('cut', -1),
    stall: number('stall', -1),
    status: number('status', 200),
    retryafter: given.get('retryafter') ?? '',
    usage: given.get('usage') ?? '',
    split: number('split', 0),
    serve: given.get('serve') ?? '',
    bytes: number('bytes', 0),
    garbage: given.get('garbage') ?? '',
    hang: number('hang', 0),
    reset: number('reset', -1),
    short: number('short', 0),
    size: number('size', 0),
    flood: number('flood', 0),
    tool: given.get('tool') ?? '',
  };
}
