/** Cuts a byte stream into frames: their length, u32 BE, and that many bytes. */

const HEAD = 4;

/**
 * Feeds on chunks and gives each frame's bytes, in memory of their own: a chunk may be written over once it was fed.
 * Throws at a frame that is empty or longer than `longest`: the peer does not keep to the form.
 */
export function createFrameCutter(onFrame: (frame: Buffer) => void, longest: number): (chunk: Buffer) => void {
  const head = Buffer.alloc(HEAD);
  let headBytes = 0;
  let frame: Buffer | undefined;
  let filled = 0;
  return (chunk) => {
    for (let at = 0; at < chunk.length; ) {
      if (frame === undefined) {
        const copied = chunk.copy(head, headBytes, at);
        headBytes += copied;
        at += copied;
        if (headBytes < HEAD) return;
        headBytes = 0;
        const length = head.readUInt32BE(0);
        if (length === 0 || length > longest) throw new RangeError(`a frame of ${length} bytes`);
        frame = Buffer.allocUnsafe(length);
        filled = 0;
      }
      const copied = chunk.copy(frame, filled, at);
      filled += copied;
      at += copied;
      if (filled < frame.length) return;
      const whole = frame;
      frame = undefined;
      onFrame(whole);
    }
  };
}
