/** Pins: what the package offers and the codes it puts on wires and records. A change here is a deliberate act. */
import { describe, expect, it } from 'vitest';
import { gatewayErrors } from './errors.ts';
import * as offered from './index.ts';
import { createCallSteps } from './pipeline/call-steps.ts';
import { DenialCode, OutcomeCode, RefusalCode } from './reason-codes.ts';
import { openHouse } from './testkit/house.ts';

describe('pins', () => {
  it('the exported values', () => {
    expect(Object.keys(offered).sort()).toEqual([
      'DenialCode',
      'LOOPBACK_NAMES',
      'OutcomeCode',
      'POLICY_DENIED',
      'RefusalCode',
      'Stopper',
      'bearerToken',
      'chainOf',
      'countedCode',
      'createApprovalDesk',
      'createArgumentFingerprint',
      'createGateway',
      'createLateRecords',
      'createRateLimiter',
      'createRefusalWindows',
      'gatewayErrors',
      'go',
      'hostAllowed',
      'isJsonContentType',
      'neverTaken',
      'parseTraceparent',
      'policyOf',
      'rateRefusal',
      'readBody',
      'readRecords',
      'restoreScopes',
      'restoreTools',
      'stop',
      'systemTimers',
      'toLabel',
      'tryRecord',
      'unevaluated',
      'untilDurable',
      'verdictOf',
    ]);
  });

  it('the error codes with their HTTP and JSON-RPC codes', () => {
    expect(Object.entries(gatewayErrors).map(([code, { status, rpc }]) => [code, status, rpc])).toEqual([
      ['gateway.not-recorded', 503, 71503],
      ['gateway.internal', 500, 71500],
      ['gateway.stopping', 503, 71503],
      ['gateway.rate-limited', 429, 71429],
    ]);
  });

  it('the reason codes of records', () => {
    expect(Object.values(DenialCode)).toEqual([
      'caller.role-missing',
      'tool.unlisted',
      'about.too-many',
      'approval.rejected',
      'approval.expired',
      'approval.withdrawn',
      'approval.desk-full',
      'approval.scope-changed',
      'approval.action-mismatch',
      'approval.not-applied',
      'caller.key-revoked',
      'rate-limit.exceeded',
      'gateway.internal',
    ]);
    expect(Object.values(RefusalCode)).toEqual([
      'host.refused',
      'session.foreign',
      'session.unknown',
      'request.malformed',
      'request.too-large',
    ]);
    expect(Object.values(OutcomeCode)).toEqual([
      'caller-gone',
      'forward.failed',
      'ledger.not-durable',
      'gateway.internal',
    ]);
  });

  it('[gateway.steps] the request path is these steps, in this order, and none fails open', () => {
    const { engine, ledger, approvals, time } = openHouse();
    const unused = () => {
      throw new Error('not called');
    };
    const { steps } = createCallSteps({
      registry: { isActive: unused },
      engine,
      subjects: ledger,
      approvals,
      records: { decision: unused, outcome: unused, approval: unused, settled: unused },
      limiter: { take: unused },
      refusals: { count: unused, flush: unused },
      clock: time,
      timers: time.timers,
      logger: { debug: unused, info: unused, warn: unused, error: unused },
    });
    expect(steps.map(({ name, onError }) => `${name}: ${onError}`)).toEqual([
      'resolve: deny',
      'limit-rate: deny',
      'decide: deny',
      'await-approval: deny',
      'commit-decision: deny',
      'forward: deny',
      'commit-outcome: deny',
    ]);
  });
});
