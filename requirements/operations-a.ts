/** Operations: metrics, TLS, proxies, outbound calls, what the log may say. */
import type { Requirements } from './requirement.ts';
import { tested } from './requirement.ts';

const OPERATIONS = 'issue 3, Build 5, operations';

export const requirements = {
  'ops.observer.steps': tested(
    OPERATIONS,
    'An observer of the request path hears of each named step with its duration, and of the decision and outcome of each call.',
  ),
  'ops.observer.codes': tested(
    OPERATIONS,
    'What an observer hears of a way off the path is a code of a fixed set, whatever the caller sent.',
  ),
} as const satisfies Requirements;
