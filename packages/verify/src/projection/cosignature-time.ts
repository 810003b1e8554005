/** Reads the time of a cosignature line without checking it (C2SP tlog-cosignature): 8 bytes of time, 64 of Ed25519. */

const COSIGNATURE_BYTES = 72;
/** Latest time that RFC 3339 can write with four digits of year. */
const LATEST_SECONDS = 253_402_300_799;

/** Seconds since the epoch; undefined when the signature is no timestamped cosignature or its time is out of range. */
export function cosignatureTime(signature: Uint8Array): number | undefined {
  if (signature.length !== COSIGNATURE_BYTES) return undefined;
  const seconds = Number(new DataView(signature.buffer, signature.byteOffset).getBigUint64(0));
  return seconds <= LATEST_SECONDS ? seconds : undefined;
}
