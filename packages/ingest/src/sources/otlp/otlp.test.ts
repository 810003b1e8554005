/** Records made from the conventions (records.fixture.ts); none was captured. */
import { describe, expect, it } from 'vitest';
import { mapRecord, RECEIVED, rawRecord } from '../mapping/map-record.fixture.ts';
import { otlp } from './index.ts';
import { around, attribute, logRecord, span } from './records.fixture.ts';

describe('otlp, MCP and generative AI', () => {
  it('[ingest-others.otlp-mcp] reads a tools/call span: tool, arguments as object or JSON text, trace, session, error', () => {
    const values = {
      'mcp.method.name': 'tools/call',
      'gen_ai.tool.name': 'search_candidates',
      'gen_ai.tool.call.arguments': { query: 'Ada', limit: 5 },
      'mcp.session.id': 'session-1',
      'server.address': 'ats.example',
      'jsonrpc.request.id': '7',
      'error.type': 'tool_error',
    };
    const event = mapRecord(otlp, span('tools/call search_candidates', values), { around });
    expect(event).toMatchObject({
      dataset: 'otlp.mcp',
      ts: '2026-11-02T08:15:30.123Z',
      tk: 'event',
      kind: 'tool-call',
      agent: 'screening-agent',
      act: { srv: 'ats.example', method: 'tools/call', tool: 'search_candidates' },
      out: { status: 'errored', code: 'tool_error', ms: 55 },
      ids: { trace: '0af7651916cd43dd8448eb211c80319c', span: 'b7ad6b7169203331', session: 'session-1' },
      content: { args: { query: 'Ada', limit: 5 } },
      missing: { 'dec.result': 'not_in_source', 'c.result': 'not_in_record' },
    });
    expect(event.from['c.args']).toBe('attributes[2].value.kvlistValue.values');
    const text = { ...values, 'gen_ai.tool.call.arguments': '{"query":"Ada","limit":5}' };
    const other = mapRecord(otlp, span('tools/call', text), { around });
    expect(other.content).toEqual(event.content);
    expect(other.from['c.args']).toBe('attributes[2].value.stringValue|json');
    // The id of JSON-RPC is renumbered on every hop: never a join key.
    expect(JSON.stringify(event.ids)).not.toContain('"7"');
  });

  it('[ingest-others.otlp-int64] integers come as digits, and those beyond 2^53 stay exact', () => {
    const values = { 'gen_ai.operation.name': 'chat', 'gen_ai.usage.input_tokens': 1200 };
    const big = { key: 'gen_ai.usage.output_tokens', value: { intValue: '9007199254740993' } };
    const made = span('chat', values);
    const event = mapRecord(otlp, { ...made, attributes: [...(made['attributes'] as object[]), big] });
    expect(event.use).toEqual({ in: 1200 });
    expect(event.missing['use.out']).toBe('unreadable');
  });

  it('[ingest-others.otlp-override] attributes of the record come before those of its resource', () => {
    const values = { 'gen_ai.operation.name': 'execute_tool', 'user.id': 'of-the-record' };
    expect(mapRecord(otlp, span('execute_tool', values), { around }).person).toBe('of-the-record');
    const { 'user.id': _, ...rest } = values;
    const event = mapRecord(otlp, span('execute_tool', rest), { around });
    expect(event.person).toBe('of-the-resource');
    expect(event.from['who.sub']).toBe('^resource.attributes[1].value.stringValue');
  });

  it('[ingest-others.otlp-time] a timeUnixNano of 0 gives the observed time, and no time at all that of receipt', () => {
    const log = mapRecord(otlp, logRecord({ 'gen_ai.system': 'openai' }));
    expect(log).toMatchObject({ ts: '2026-11-02T08:15:31.000Z', tk: 'event', flags: ['observed-time'] });
    expect(log.from['ts']).toBe('observedTimeUnixNano');
    const none = mapRecord(otlp, logRecord({ 'gen_ai.system': 'openai' }, { observedTimeUnixNano: '0' }));
    expect(none).toMatchObject({ ts: RECEIVED, tk: 'ingest' });
    expect(mapRecord(otlp, span('x', {}, { endTimeUnixNano: '0' })).out).toBeUndefined();
  });

  it('[ingest-others.otlp-older-names] reads gen_ai.system and the older counts, and content of both generations', () => {
    const older = mapRecord(
      otlp,
      span('chat', {
        'gen_ai.operation.name': 'chat',
        'gen_ai.system': 'anthropic',
        'gen_ai.request.model': 'claude-sonnet-5',
        'gen_ai.usage.prompt_tokens': 3,
        'gen_ai.prompt_json': '[{"role":"user","content":"Ada"}]',
      }),
    );
    expect(older).toMatchObject({
      dataset: 'otlp.gen_ai',
      kind: 'model-call',
      model: { prov: 'anthropic', req: 'claude-sonnet-5' },
      use: { in: 3 },
      content: { prompt: [{ role: 'user', content: 'Ada' }] },
    });
    const newer = mapRecord(otlp, span('chat', { 'gen_ai.provider.name': 'anthropic', 'gen_ai.system': 'old' }));
    expect(newer.model?.prov).toBe('anthropic');
  });

  it('[ingest-others.otlp-unknown-outcome] a span that says nothing of its outcome leaves it unknown', () => {
    const values = { 'mcp.method.name': 'tools/call', 'gen_ai.tool.name': 't' };
    expect(mapRecord(otlp, span('t', values)).out?.status).toBe('unknown');
    expect(mapRecord(otlp, span('t', values, { status: {} })).out?.status).toBe('unknown');
    expect(mapRecord(otlp, span('t', values, { status: { code: 1 } })).out?.status).toBe('executed');
    expect(mapRecord(otlp, span('t', values, { status: { code: 'STATUS_CODE_ERROR' } })).out?.status).toBe('errored');
    expect(mapRecord(otlp, span('t', { ...values, 'rpc.response.status_code': '-32602' })).out).toMatchObject({
      status: 'errored',
      code: '-32602',
    });
    expect(mapRecord(otlp, span('t', { ...values, 'http.response.status_code': 503 })).out).toMatchObject({
      status: 'errored',
      code: '503',
    });
  });

  it('knows its own records, and reads those of no convention as other', () => {
    expect(otlp.detect(rawRecord({ resourceSpans: [] }))).toBeUndefined();
    expect(otlp.detect(rawRecord({ spanId: 'x', name: 'y' }))).toBeUndefined();
    expect(mapRecord(otlp, span('GET /users', { 'http.status_code': 200 }))).toMatchObject({
      dataset: 'otlp.other',
      kind: 'other',
    });
    const odd = {
      traceId: 'not hex',
      spanId: 'x',
      startTimeUnixNano: 'soon',
      attributes: [null, 1, { key: 'a' }, attribute('b', null)],
    };
    expect(mapRecord(otlp, odd).missing).toMatchObject({ 'ids.trace': 'unreadable', ts: 'unreadable' });
  });
});

describe('otlp, AgentCore policy spans', () => {
  const policy = 'aws.agentcore.policy';
  const place = {
    'aws.agentcore.gateway.policy.arn': 'arn:aws:bedrock-agentcore:us-west-2:111122223333:policy-engine/pe-1',
    'aws.agentcore.gateway.policy.mode': 'ENFORCE',
    'aws.resource.arn': 'arn:aws:bedrock-agentcore:us-west-2:111122223333:gateway/gw-1',
  };
  const denied = {
    ...place,
    [`${policy}.authorization_decision`]: 'DENY',
    [`${policy}.authorization_reason`]: 'Policy evaluation denied due to payout_admin_only',
    [`${policy}.determining_policies`]: ['payout_admin_only'],
    [`${policy}.mismatched_policies`]: [],
  };

  it('[ingest-others.agentcore-call] a denial at the time of the call, with the policies that determined it', () => {
    const event = mapRecord(otlp, span('AgentCore.Policy.AuthorizeAction', denied));
    expect(event).toMatchObject({
      dataset: 'otlp.agentcore_policy_call',
      kind: 'policy-decision',
      dec: { result: 'deny', by: place['aws.agentcore.gateway.policy.arn'], rules: ['payout_admin_only'] },
      content: { reason: 'Policy evaluation denied due to payout_admin_only' },
      flags: ['call-time'],
    });
    expect(event.missing).toMatchObject({ 'who.sub': 'not_in_source', 'act.tool': 'not_in_record' });
    expect(event.dec?.enforced).toBeUndefined();
  });

  it('[ingest-others.agentcore-list] a filter on a list is no decision on a call', () => {
    const values = { ...place, [`${policy}.allowed_tools`]: ['hr___get'], [`${policy}.denied_tools`]: ['hr___payout'] };
    const event = mapRecord(otlp, span('AgentCore.Policy.PartiallyAuthorizeActions', values));
    expect(event).toMatchObject({ dataset: 'otlp.agentcore_policy_list', kind: 'other', flags: ['list-time'] });
    expect(event.dec).toBeUndefined();
    expect(event.missing['dec.result']).toBe('not_in_source');
    expect(event.content?.result).toEqual({ allowed: ['hr___get'], denied: ['hr___payout'] });
  });

  it('[ingest-others.agentcore-log-only] LOG_ONLY is a decision that was not enforced', () => {
    const values = { ...denied, 'aws.agentcore.gateway.policy.mode': 'LOG_ONLY' };
    expect(mapRecord(otlp, span('AgentCore.Policy.AuthorizeAction', values)).dec).toMatchObject({
      result: 'deny',
      enforced: false,
    });
  });

  it('[ingest-others.agentcore-child] the gateway span carries the tool; its decision may stand on the child only', () => {
    const invoke = { ...place, 'tool.name': 'hr-database___list_departments', 'http.response.status_code': 200 };
    const event = mapRecord(otlp, span('AgentCore.Gateway.InvokeTool', invoke));
    expect(event).toMatchObject({
      kind: 'tool-call',
      act: { tool: 'list_departments', named: 'hr-database___list_departments' },
      out: { status: 'executed', code: '200' },
      missing: { 'dec.result': 'not_in_record' },
    });
    const decided = mapRecord(
      otlp,
      span('AgentCore.Gateway.InvokeTool', { ...invoke, [`${policy}.authorization_decision`]: 'ALLOW' }),
    );
    expect(decided.dec?.result).toBe('permit');
  });

  it('[ingest-others.cloudwatch-spans] reads spans as CloudWatch keeps them: a plain object of attributes', () => {
    const kept = {
      ...span('AgentCore.Policy.AuthorizeAction', {}),
      startTimeUnixNano: '1793607330758000000',
      endTimeUnixNano: '1793607330813000000',
      attributes: { ...denied, [`${policy}.log_only_matched_policies`]: ['candidate'] },
      resource: { attributes: { 'service.name': 'gw-1' } },
    };
    const event = mapRecord(otlp, kept);
    expect(event).toMatchObject({ ts: '2026-11-02T08:15:30.758Z', dec: { result: 'deny' }, out: { ms: 55 } });
    expect(event.from['dec.result']).toBe(`attributes["${policy}.authorization_decision"]`);
    expect(event.flags).toContain('log-only-matched-policies');
  });
});

describe('otlp, events of coding agents', () => {
  it('[ingest-others.otlp-event-name] takes the name from eventName, the attribute event.name or the body', () => {
    const values = {
      tool_name: 'mcp__ats__search',
      success: 'true',
      tool_use_id: 'toolu_1',
      decision_type: 'accept',
      decision_source: 'config',
    };
    for (const made of [
      logRecord(values, { eventName: 'claude_code.tool_result' }),
      logRecord({ ...values, 'event.name': 'tool_result' }),
      logRecord(values, { body: { stringValue: 'claude_code.tool_result' } }),
    ]) {
      expect(mapRecord(otlp, made)).toMatchObject({
        dataset: 'otlp.agent_telemetry',
        kind: 'tool-call',
        act: { srv: 'ats', tool: 'search', named: 'mcp__ats__search' },
        dec: { result: 'permit', by: 'config', basis: 'decision of the client' },
        out: { status: 'executed' },
        ids: { toolUse: 'toolu_1' },
        flags: ['client-asserted-ids', 'observed-time'],
      });
    }
  });

  it('reads details of MCP tools, rejections and model requests', () => {
    const details = logRecord(
      { tool_name: 'mcp_tool', tool_parameters: '{"mcp_server_name":"ats","mcp_tool_name":"search"}' },
      { eventName: 'claude_code.tool_result' },
    );
    expect(mapRecord(otlp, details).act).toEqual({
      method: 'claude_code.tool_result',
      srv: 'ats',
      tool: 'search',
      named: 'mcp_tool',
    });
    const rejected = logRecord(
      { function_name: 'search', decision: 'reject', mcp_server_name: 'ats', function_args: '{"q":1}' },
      { eventName: 'gemini_cli.tool_call' },
    );
    expect(mapRecord(otlp, rejected)).toMatchObject({
      dec: { result: 'deny' },
      act: { srv: 'ats', tool: 'search' },
      content: { args: { q: 1 } },
    });
    const decision = logRecord(
      { tool_name: 'shell', call_id: 'call-1', decision: 'approved' },
      { eventName: 'codex.tool_decision' },
    );
    expect(mapRecord(otlp, decision)).toMatchObject({
      kind: 'policy-decision',
      dec: { result: 'permit' },
      ids: { toolUse: 'call-1' },
    });
    const request = logRecord(
      { model: 'claude-sonnet-5', input_tokens: 12, duration_ms: 800 },
      { eventName: 'claude_code.api_request' },
    );
    expect(mapRecord(otlp, request)).toMatchObject({
      kind: 'model-call',
      model: { req: 'claude-sonnet-5' },
      use: { in: 12 },
      out: { ms: 800 },
    });
  });
});
