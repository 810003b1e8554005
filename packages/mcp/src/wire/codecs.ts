import { legacyCodec } from './2025-11-25/codec.ts';
import { modernCodec } from './2026-07-28/codec.ts';
import type { WireCodec } from './codec.ts';
import { Era } from './versions.ts';

/** The codec of an era. */
export function codecOf(era: Era): WireCodec {
  return era === Era.Modern ? modernCodec : legacyCodec;
}
