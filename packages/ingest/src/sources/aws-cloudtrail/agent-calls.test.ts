import { describe, expect, it } from 'vitest';
import { mapRecord, rawRecord } from '../mapping/map-record.fixture.ts';
import { awsCloudTrail } from './index.ts';
import { gatewayCall, mcpEvent } from './made-records.fixture.ts';

const map = (value: object) => mapRecord(awsCloudTrail, value);

describe('AWS MCP Server', () => {
  it('[ingest-aws.mcp-event] reads tool, exact parameters, answer, session and time taken', () => {
    const event = map(mcpEvent);
    expect(event).toMatchObject({
      dataset: 'aws.cloudtrail.mcp',
      kind: 'tool-call',
      act: { srv: 'aws-mcp.us-east-1.api.aws', method: 'tools/call', tool: 'call_aws' },
      ids: { session: 'made-session-1' },
      out: { status: 'executed', ms: 412 },
      dec: { result: 'permit', basis: 'responseElements.isError' },
      content: { args: mcpEvent.requestParameters.params, result: mcpEvent.responseElements },
      flags: ['protocol-version:2025-06-18', 'server-version:1.4.0'],
    });
    expect(event.act?.named).toBeUndefined();
  });

  it('[ingest-aws.mcp-event] takes the prefix of the client off the tool, and keeps the name as written', () => {
    const event = map({ ...mcpEvent, requestParameters: { method: 'aws___call_aws', params: {} } });
    expect(event.act).toMatchObject({ tool: 'call_aws', named: 'aws___call_aws' });
  });

  it.each(['aws-mcp.eu-north-1.api.aws', 'aws-mcp.amazonaws.com', 'aws-api-mcp.amazonaws.com'])(
    '[ingest-aws.mcp-source] %s is the AWS MCP Server',
    (eventSource) => {
      expect(awsCloudTrail.detect(rawRecord({ ...mcpEvent, eventType: 'AwsApiCall', eventSource }))).toBe(
        'aws.cloudtrail.mcp',
      );
    },
  );

  it('[ingest-aws.mcp-source] a name that only contains it is not', () => {
    for (const eventSource of ['aws-mcp.x.api.aws.example.test', 'my-aws-mcp.amazonaws.com', 'aws-mcp..api.aws'])
      expect(awsCloudTrail.detect(rawRecord({ ...mcpEvent, eventType: 'AwsApiCall', eventSource }))).toBe(
        'aws.cloudtrail',
      );
  });

  it('[ingest-aws.mcp-event] a failed tool shows an error and no decision, an access denial both', () => {
    const failed = map({ ...mcpEvent, responseElements: { content: [], isError: true } });
    expect([failed.out?.status, failed.dec]).toEqual(['errored', undefined]);
    const denied = map({ ...mcpEvent, responseElements: null, errorCode: 'AccessDenied' });
    expect([denied.out?.status, denied.dec?.result]).toEqual(['refused', 'deny']);
  });

  it('[ingest-aws.placeholder] text where an object is expected is missing as redacted', () => {
    const event = map({ ...mcpEvent, requestParameters: '***', responseElements: 'REDACTED' });
    expect(event.missing).toMatchObject({ 'c.args': 'redacted', 'c.result': 'redacted', 'act.tool': 'not_in_record' });
    const inside = map({ ...mcpEvent, requestParameters: { method: '***', params: 'REDACTED' } });
    expect(inside.missing).toMatchObject({ 'c.args': 'redacted', 'act.tool': 'redacted' });
  });
});

describe('AgentCore gateway', () => {
  it('[ingest-aws.agentcore] reads the caller from the token, the tool without its target, the scopes', () => {
    const event = map(gatewayCall);
    expect(event).toMatchObject({
      dataset: 'aws.cloudtrail.agentcore-gateway',
      kind: 'tool-call',
      person: 'user-17@https://idp.example.test/pool',
      agent: 'made-client',
      act: {
        srv: 'arn:aws:bedrock-agentcore:us-east-1:111122223333:gateway/made-gateway',
        method: 'tools/call',
        tool: 'get_candidate',
        named: 'hr-target___get_candidate',
      },
      ids: { target: 'MADETARGET', downstream: 'made-downstream-1', downstream2: 'made-downstream-2' },
      out: { status: 'executed', code: '200' },
      dec: { result: 'permit', basis: 'responseElements.body.result' },
      flags: ['token-scope:hr/list', 'token-scope:hr/read'],
    });
  });

  it('[ingest-aws.agentcore-redacted] arguments and results that AWS left out are missing as redacted', () => {
    const event = map(gatewayCall);
    expect(event.missing['c.args']).toBe('redacted');
    expect(event.missing['c.result']).toBe('redacted');
    expect(event.content).toBeUndefined();
  });

  it('[ingest-aws.agentcore-redacted] arguments and content may be objects or text', () => {
    const body = gatewayCall.requestParameters.body;
    const withArgs = (args: unknown) =>
      map({ ...gatewayCall, requestParameters: { body: { ...body, params: { name: 't___x', arguments: args } } } });
    expect(withArgs({ a: 1 }).content?.args).toEqual({ a: 1 });
    expect(withArgs('{"a":1}').content?.args).toEqual({ a: 1 });
    expect(withArgs('{"a":1}').from['c.args']).toBe('requestParameters.body.params.arguments|json');
    expect(withArgs('plain').content?.args).toBe('plain');
    const text = map({ ...gatewayCall, requestParameters: { body: JSON.stringify(body) } });
    expect(text.act?.tool).toBe('get_candidate');
    expect(text.from['act.tool']).toBe('requestParameters.body|json.params.name');
  });

  it('[ingest-aws.agentcore] status 401 and 403 show a refusal, an error of JSON-RPC only an error', () => {
    const answered = (statusCode: number, body: object) =>
      map({ ...gatewayCall, responseElements: { body, statusCode } });
    const error = { jsonrpc: '2.0', id: 7, error: { code: -32001, message: 'made' } };
    expect(answered(403, error)).toMatchObject({ dec: { result: 'deny' }, out: { status: 'refused', code: '403' } });
    const failed = answered(200, error);
    expect([failed.out, failed.dec]).toEqual([{ status: 'errored', code: '-32001' }, undefined]);
  });

  it('[ingest-aws.agentcore] the preview name, initialize and a client that acts for itself', () => {
    const init = map({
      ...gatewayCall,
      eventName: 'InvokeMcp',
      requestParameters: {
        body: { method: 'initialize', params: { clientInfo: { name: 'made-ide', version: '2.1' } } },
      },
    });
    expect([init.kind, init.client]).toEqual(['session', 'made-ide/2.1']);
    const jwt = { ...gatewayCall.additionalEventData.jwt, claims: { sub: 'bot', client_id: 'bot', iss: 'https://i' } };
    const machine = map({ ...gatewayCall, additionalEventData: { jwt } });
    expect([machine.agent, machine.person]).toEqual(['bot', undefined]);
    expect(machine.flags).toContain('client-credentials');
  });

  it('[ingest-aws.agentcore-entities] names in which AWS replaced letters are flagged', () => {
    const jwt = { claims: { sub: 'auth0&#124;17', iss: 'https://i' } };
    expect(map({ ...gatewayCall, additionalEventData: { jwt } }).flags).toContain('html-entities');
  });
});
