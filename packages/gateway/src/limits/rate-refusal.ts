/** A refusal of a rate limit in words. Pure. */
import type { Admission } from './rate-limiter.ts';

/** `tool`: what a limit of the kind `tool` counts, such as `tool` or `model`. */
export function rateRefusal(
  { kind, perMinute, retryAfterMs }: Extract<Admission, { ok: false }>,
  tool: string,
): { readonly rule: string; readonly message: string } {
  const rule = `rate-limit/${kind}`;
  const seconds = Math.ceil(retryAfterMs / 1000);
  const whose = kind === 'tool' ? tool : kind;
  return { rule, message: `at most ${perMinute} calls a minute of this ${whose}, rule ${rule}; retry in ${seconds} s` };
}
