/** Looks for texts in files, also where they stand in base64, in hexadecimal or as UTF-16. For tests. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** All files under a folder, by path relative to it. */
export function filesUnder(folder: string): Map<string, Uint8Array> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    files.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [path.slice(folder.length + 1), readFileSync(path)];
    }),
  );
}

/**
 * The long words of a text: what gives a person away even when the whole name does not stand there. Shorter words than
 * seven letters turn up by chance in a megabyte of hashes.
 */
export function telltaleWords(text: string): string[] {
  return text.split(/[^\p{L}]+/u).filter((word) => word.length >= 7);
}

/** `file: text` for each text that stands in a file in any of its shapes. */
export function findTexts(files: ReadonlyMap<string, Uint8Array>, texts: readonly string[]): string[] {
  const shapes = texts.map((text) => ({ text, shapes: shapesOf(text) }));
  return [...files].flatMap(([path, bytes]) => {
    // Latin-1 maps each byte to one character, so searching the string is searching the bytes, without regard to case.
    const haystack = Buffer.from(bytes).toString('latin1');
    const folded = haystack.toLowerCase();
    return shapes
      .filter((one) => one.shapes.some(({ form, exact }) => (exact ? haystack : folded).includes(form)))
      .map(({ text }) => `${path}: ${text}`);
  });
}

interface Shape {
  readonly form: string;
  /** True where letters stand for bits and their case matters. */
  readonly exact: boolean;
}

function shapesOf(text: string): Shape[] {
  const bytes = Buffer.from(text, 'utf8');
  const plain = [bytes, Buffer.from(text, 'utf16le')].map((form) => form.toString('latin1').toLowerCase());
  const base64 = ([0, 1, 2] as const).flatMap((before) => [
    base64At(bytes, before, 'base64'),
    base64At(bytes, before, 'base64url'),
  ]);
  return [
    ...[...plain, bytes.toString('hex')].map((form) => ({ form, exact: false })),
    ...base64.map((form) => ({ form, exact: true })),
  ];
}

/** The letters of base64 that are the same whatever stands around the text, when it starts `before` bytes into a group of three. */
function base64At(bytes: Buffer, before: 0 | 1 | 2, encoding: 'base64' | 'base64url'): string {
  const whole = Buffer.concat([Buffer.alloc(before), bytes]);
  const letters = whole.toString(encoding).replaceAll('=', '');
  // A letter that holds bits of a neighbour is not sure: the first ones of the group, and the last of a group begun.
  return letters.slice({ 0: 0, 1: 2, 2: 3 }[before], whole.length % 3 === 0 ? undefined : -1);
}
