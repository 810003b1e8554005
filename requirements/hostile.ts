/** Rows of hostile input: what comes from callers, from upstreams and from files, against the product as it runs. */
import { type Requirements, tested } from './requirement.ts';

/** Files. */
export const hostileFileRequirements = {
  'hostile.config': tested(
    'REVIEW.md, question 3; acceptance list, hostile input',
    'Any text as a configuration file is taken or refused with file, line and reason; nesting, size and hidden characters are bounded before the YAML parser sees them.',
  ),
} as const satisfies Requirements;
