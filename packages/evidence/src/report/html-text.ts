/** Texts of data for HTML: escaped, and signs that change the order or the look of other text made visible. */

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

// Threat: override characters (U+202A..E, U+2066..9) let a tool name read as another one; controls hide text.
const HIDDEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** Replaces control, format, private and lone surrogate characters by their code point in words, such as `U+202E`. */
export function visible(text: string): string {
  return text.replace(HIDDEN, (sign) => (sign === '\n' ? ' ' : codePoint(sign)));
}

/** Text for HTML content and attributes. */
export function escapeHtml(text: string): string {
  return visible(text).replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
}

/** `U+202E`, in brackets so that it reads as one sign. */
export function codePoint(sign: string): string {
  return `[U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`;
}
