import { describe, expect, it } from 'vitest';
import { mapRecord, RECEIVED, rawRecord } from '../mapping/map-record.fixture.ts';
import { awsCloudTrail } from './index.ts';
import { apiCall } from './made-records.fixture.ts';

const map = (value: object) => mapRecord(awsCloudTrail, value);

describe('API calls', () => {
  it('[ingest-aws.cloudtrail-fields] reads who, what and when, with the member that each was read from', () => {
    expect(map(apiCall)).toEqual({
      dataset: 'aws.cloudtrail',
      id: apiCall.eventID,
      ts: '2026-11-20T09:30:00.000Z',
      tk: 'event',
      kind: 'api-call',
      agent: 'arn:aws:iam::111122223333:role/agents/hr-agent',
      client: 'aws-sdk-js/3.900.0',
      acct: '111122223333',
      act: {
        srv: 's3.amazonaws.com',
        method: 'GetObject',
        effect: 'read',
        res: 'arn:aws:s3:::made-bucket',
      },
      ids: { request: 'MADEREQUEST00001', accessKey: 'ASIAMADE000000000001' },
      content: { args: apiCall.requestParameters },
      from: {
        'src.id': 'eventID',
        ts: 'eventTime',
        'act.srv': 'eventSource',
        'who.acct': 'recipientAccountId',
        'ids.request': 'requestID',
        'who.client': 'userAgent',
        'act.effect': 'readOnly',
        'act.method': 'eventName',
        'c.args': 'requestParameters',
        'act.res': 'resources[0].ARN',
        'who.agent': 'userIdentity.sessionContext.sessionIssuer.arn',
        'ids.accessKey': 'userIdentity.accessKeyId',
      },
      missing: {
        'who.sub': 'not_in_record',
        'c.result': 'not_in_record',
        'dec.result': 'not_in_record',
        'out.status': 'not_in_record',
        'ids.trace': 'not_in_source',
        'dec.rules': 'not_in_source',
        'out.ms': 'not_in_source',
      },
      flags: ['no-error-recorded', 'object-key-left-out'],
    });
  });

  it('[ingest-aws.null-answer] a null answer without an error code shows neither an outcome nor a decision', () => {
    const event = map(apiCall);
    expect([event.out, event.dec]).toEqual([undefined, undefined]);
    const written = map({ ...apiCall, readOnly: false, responseElements: { versionId: 'made' } });
    expect(written.out).toEqual({ status: 'executed' });
    expect(written.dec).toEqual({ result: 'permit', basis: 'responseElements' });
  });

  it.each(['AccessDenied', 'AccessDeniedException', 'Client.UnauthorizedOperation', 'VpceAccessDenied'])(
    '[ingest-aws.error-code] %s shows a refusal by AWS',
    (errorCode) => {
      const event = map({ ...apiCall, errorCode, errorMessage: 'arn:aws:iam::1:user/ada is not authorized' });
      expect(event.dec).toEqual({ result: 'deny', by: 'AWS', basis: 'errorCode' });
      expect(event.out).toEqual({ status: 'refused', code: errorCode });
      expect(event.content?.reason).toBe('arn:aws:iam::1:user/ada is not authorized');
      expect(event.flags).toEqual(['object-key-left-out']);
    },
  );

  it('[ingest-aws.error-code] an error of another kind shows no decision; a failed authentication was refused', () => {
    expect(map({ ...apiCall, errorCode: 'NoSuchKey' })).toMatchObject({
      out: { status: 'errored', code: 'NoSuchKey' },
    });
    expect(map({ ...apiCall, errorCode: 'NoSuchKey' }).dec).toBeUndefined();
    expect(map({ ...apiCall, errorCode: 'ExpiredToken' }).out?.status).toBe('refused');
    expect(map({ ...apiCall, errorCode: 'ExpiredToken' }).dec).toBeUndefined();
  });

  it('[ingest-aws.shared-event] copies in several accounts carry the same key', () => {
    const copy = {
      ...apiCall,
      eventID: '00000000-0000-4000-8000-0000000000aa',
      recipientAccountId: '444455556666',
      userIdentity: {
        type: 'AWSAccount',
        principalId: 'AROAMADE0000000000001:ada@example.test',
        accountId: '111122223333',
      },
      sharedEventID: 'shared-1',
    };
    const event = map(copy);
    expect(event.ids?.['shared']).toBe('shared-1');
    expect(event.agent).toBe('AROAMADE0000000000001');
    expect(JSON.stringify({ ...event, content: undefined })).not.toContain('ada@example.test');
  });

  it('[ingest-aws.via-mcp] says how many of three members name the AWS MCP Server', () => {
    const server = 'aws-mcp.amazonaws.com';
    const userIdentity = { ...apiCall.userIdentity, invokedBy: server };
    expect(map({ ...apiCall, userAgent: server }).flags).toContain('via-aws-mcp-1of3');
    expect(map({ ...apiCall, userAgent: server, sourceIPAddress: server }).flags).toContain('via-aws-mcp-2of3');
    const all = map({ ...apiCall, userAgent: server, sourceIPAddress: server, userIdentity });
    expect(all.flags).toContain('via-aws-mcp-3of3');
    expect(all.agent).toBe('arn:aws:iam::111122223333:role/agents/hr-agent');
  });

  it('[ingest-aws.person-in-arn] the ARN of a user and the key of an object never stand in clear as the resource', () => {
    const event = map({ ...apiCall, resources: [{ ARN: 'arn:aws:iam::111122223333:user/ada' }] });
    expect(event.act?.res).toBeUndefined();
    expect(event.missing['act.res']).toBe('hidden');
    expect(JSON.stringify({ ...map(apiCall), content: undefined })).not.toContain('cv/1.pdf');
  });

  it('[ingest-aws.issued-key] a key that a call issued joins the calls made with it', () => {
    const issued = map({
      ...apiCall,
      eventSource: 'sts.amazonaws.com',
      eventName: 'AssumeRole',
      responseElements: { credentials: { accessKeyId: 'ASIAMADE000000000001', sessionToken: '***' } },
    });
    expect(issued.ids?.['issuedKey']).toBe(map(apiCall).ids?.['accessKey']);
  });

  it('reads times with fractions, and says when the time cannot be read', () => {
    expect(map({ ...apiCall, eventTime: '2026-11-20T09:30:00.123456+01:00' }).ts).toBe('2026-11-20T08:30:00.123Z');
    expect(map({ ...apiCall, eventTime: '2028-02-29T09:30:00Z' }).ts).toBe('2028-02-29T09:30:00.000Z');
    for (const eventTime of ['yesterday', '2026-02-29T09:30:00Z', '2026-13-01T09:30:00Z']) {
      const unread = map({ ...apiCall, eventTime });
      expect([unread.ts, unread.tk, unread.missing['ts']]).toEqual([RECEIVED, 'ingest', 'unreadable']);
    }
  });

  it('keeps the start of a user agent that is too long', () => {
    const event = map({ ...apiCall, userAgent: 'x'.repeat(1000) });
    expect(event.client).toHaveLength(256);
    expect(event.flags).toContain('client-cut');
  });

  it('[ingest-aws.digest-no-event] a digest file is known and gives no event', () => {
    const record = rawRecord({ digestS3Object: 'AWSLogs/1/CloudTrail-Digest/x.json.gz', logFiles: [] });
    expect(awsCloudTrail.detect(record)).toBe('aws.cloudtrail.digest');
    expect(awsCloudTrail.map(record, 'aws.cloudtrail.digest', { object: 'x', receivedAt: RECEIVED })).toEqual({
      ok: false,
      error: 'cloudtrail_digest_is_no_event',
    });
    expect(awsCloudTrail.detect(rawRecord({ eventSource: 's3.amazonaws.com' }))).toBeUndefined();
  });

  it('[ingest-aws.insight] an insight is about calls and none itself', () => {
    const insightDetails = {
      state: 'Start',
      eventSource: 's3.amazonaws.com',
      eventName: 'GetObject',
      insightType: 'ApiCallRateInsight',
    };
    const { eventID, eventTime } = apiCall;
    const event = map({
      eventID,
      eventTime,
      eventType: 'AwsCloudTrailInsight',
      eventCategory: 'Insight',
      insightDetails,
    });
    expect(event).toMatchObject({
      kind: 'other',
      act: { srv: 's3.amazonaws.com', method: 'GetObject' },
      flags: ['insight'],
    });
    expect([event.out, event.dec, event.person, event.agent]).toEqual([undefined, undefined, undefined, undefined]);
  });

  it('[ingest-aws.service-event] what a service did by itself is a change', () => {
    const userIdentity = { type: 'AWSService', invokedBy: 'kms.amazonaws.com' };
    const event = map({
      ...apiCall,
      userIdentity,
      eventType: 'AwsServiceEvent',
      eventName: 'RotateKey',
      readOnly: false,
    });
    expect([event.kind, event.agent, event.person]).toEqual(['change', 'kms.amazonaws.com', undefined]);
  });

  it('[ingest-aws.agentcore-management] changes of gateways are changes; secrets are placeholders', () => {
    const event = map({
      ...apiCall,
      eventSource: 'bedrock-agentcore.amazonaws.com',
      eventName: 'CreateGatewayTarget',
      readOnly: false,
      managementEvent: true,
      requestParameters: '***',
      userIdentity: { ...apiCall.userIdentity, invokedBy: 'bedrock-agentcore.amazonaws.com' },
    });
    expect(event.kind).toBe('change');
    expect(event.missing['c.args']).toBe('redacted');
  });
});
