/** Kinds of values in a system card. Each schema's `error` is the phrase that a problem prints after "Expected". */
import { z } from 'zod';

const PLACEHOLDER = /<FILL IN\b/i;
const FILL_IN = 'This is still a placeholder. Fill it in, or remove the key: what is missing is shown as missing.';

/** A sentence of its own instead of "This value cannot be used". Carried in the issue's `params`. */
export interface Says {
  readonly says: string;
}

function refusing(text: string, ctx: z.RefinementCtx, expected: string, fits: boolean): void {
  const params: Says = { says: FILL_IN };
  if (PLACEHOLDER.test(text)) ctx.addIssue({ code: 'custom', message: expected, params });
  else if (!fits) ctx.addIssue({ code: 'custom', message: expected });
}

/** One line of text without space at its ends. */
export function line(what: string, max = 256) {
  const error = `${what}: one line of at most ${max} characters`;
  return z
    .string({ error })
    .superRefine((text, ctx) =>
      refusing(
        text,
        ctx,
        error,
        text.length > 0 && text.length <= max && text.trim() === text && !/[\t\n\r]/.test(text),
      ),
    );
}

/** Text of several lines. */
export function prose(what: string, max = 8000) {
  const error = `${what}: text of at most ${max} characters`;
  return z
    .string({ error })
    .superRefine((text, ctx) => refusing(text, ctx, error, text.trim() !== '' && text.length <= max));
}

/** Text of a fixed form. */
export function named(what: string, pattern: RegExp, like: string) {
  const error = `${what}, such as ${like}`;
  return z.string({ error }).regex(pattern, { error });
}

/** One of the words. */
export function word<const T extends readonly [string, ...string[]]>(words: T) {
  return z.enum(words, { error: `one of ${words.join(', ')}` });
}

/** A list with at most `max` entries. */
export function list<T extends z.ZodType>(of: T, what: string, max = 256) {
  return z.array(of, { error: `a list of ${what}` }).max(max, { error: `at most ${max} entries` });
}

const DATE = 'a day that exists, such as 2026-11-01';
/** `YYYY-MM-DD`. */
export const Day = z
  .string({ error: DATE })
  .refine((text) => /^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.slice(0, 10) === text, {
    error: DATE,
  });

export const Sha256 = named('a SHA-256 in lowercase hexadecimal', /^[0-9a-f]{64}$/, '64 digits (sha256sum FILE)');
export const Id = named(
  'letters, digits, dots, dashes and underscores',
  /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
  'loan-triage-eu',
);
export const Url = named('an https address', /^https:\/\/[^\s]{1,1000}$/, 'https://provider.example/ifu');

/** A function, never a person: a card is a public blob of the log and cannot be erased. */
export const FunctionName = line('a function, such as Head of Credit Risk').superRefine((text, ctx) => {
  const params: Says = {
    says: 'A card cannot be erased, so it names functions and not persons. Write the function; persons attest with their own keys.',
  };
  if (/@/.test(text)) ctx.addIssue({ code: 'custom', message: 'a function, such as Head of Credit Risk', params });
});
