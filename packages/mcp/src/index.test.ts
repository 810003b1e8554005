import { expect, it } from 'vitest';
import { mcpErrors } from './errors.ts';
import * as mcp from './index.ts';

it('[mcp.exports] the package offers exactly this', () => {
  expect(Object.keys(mcp).sort()).toEqual([
    'Era',
    'META_DENIAL',
    'createMcpHandler',
    'defaultLimits',
    'isServerName',
    'mcpErrors',
    'prefixedName',
  ]);
});

// Pin: clients and their operators match on these codes.
it('[mcp.error-codes] codes of our own errors', () => {
  expect(Object.fromEntries(Object.entries(mcpErrors).map(([code, row]) => [code, [row.status, row.rpc]]))).toEqual({
    'mcp.unauthenticated': [401, 72401],
    'mcp.host-refused': [403, 72410],
    'mcp.unknown-path': [404, 72411],
    'mcp.session-unknown': [404, 72404],
    'mcp.method-not-allowed': [405, 72405],
    'mcp.not-acceptable': [406, 72406],
    'mcp.body-too-large': [413, 72413],
    'mcp.not-json-type': [415, 72415],
    'mcp.too-many-sessions': [503, 72429],
    'mcp.closing': [503, 72500],
    'mcp.cancelled': [200, 72499],
    'mcp.upstream-unreachable': [200, 72502],
    'mcp.upstream-login': [200, 72511],
    'mcp.upstream-busy': [200, 72503],
    'mcp.upstream-timeout': [200, 72504],
    'mcp.upstream-lost': [200, 72505],
    'mcp.upstream-bad-answer': [200, 72506],
    'mcp.upstream-input-required': [200, 72507],
    'mcp.upstream-error': [200, 72508],
    'mcp.upstream-tool-changed': [200, 72509],
  });
});
