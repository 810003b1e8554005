/** CloudTrail records made from the documented schemas (log schemas reference §3): none of them was ever seen in a log. */

/** A read of S3 by a role. */
export const apiCall = {
  eventVersion: '1.09',
  userIdentity: {
    type: 'AssumedRole',
    principalId: 'AROAMADE0000000000001:run-17',
    arn: 'arn:aws:sts::111122223333:assumed-role/hr-agent/run-17',
    accountId: '111122223333',
    accessKeyId: 'ASIAMADE000000000001',
    sessionContext: {
      sessionIssuer: {
        type: 'Role',
        principalId: 'AROAMADE0000000000001',
        arn: 'arn:aws:iam::111122223333:role/agents/hr-agent',
        accountId: '111122223333',
        userName: 'hr-agent',
      },
      attributes: { creationDate: '2026-11-20T09:00:00Z', mfaAuthenticated: 'false' },
    },
  },
  eventTime: '2026-11-20T09:30:00Z',
  eventSource: 's3.amazonaws.com',
  eventName: 'GetObject',
  awsRegion: 'eu-central-1',
  sourceIPAddress: '192.0.2.10',
  userAgent: 'aws-sdk-js/3.900.0',
  requestParameters: { bucketName: 'made-bucket', key: 'cv/1.pdf' },
  responseElements: null,
  requestID: 'MADEREQUEST00001',
  eventID: '00000000-0000-4000-8000-000000000001',
  readOnly: true,
  resources: [{ type: 'AWS::S3::Object', ARN: 'arn:aws:s3:::made-bucket/cv/1.pdf' }],
  eventType: 'AwsApiCall',
  managementEvent: false,
  recipientAccountId: '111122223333',
  eventCategory: 'Data',
};

/** A tool call of the AWS MCP Server. */
export const mcpEvent = {
  ...apiCall,
  eventVersion: '1.08',
  eventSource: 'aws-mcp.us-east-1.api.aws',
  eventName: 'CallTool',
  eventType: 'AwsMcpEvent',
  eventID: '00000000-0000-4000-8000-000000000002',
  readOnly: undefined,
  resources: [],
  requestParameters: {
    method: 'call_aws',
    params: { name: 'aws___call_aws', arguments: { cli_command: 'aws s3 ls' } },
    id: 4,
  },
  responseElements: { content: [{ type: 'text', text: 'made-bucket' }], isError: false },
  mcpEventDetails: {
    sessionId: 'made-session-1',
    mcpProtocolVersion: '2025-06-18',
    serverVersion: '1.4.0',
    mcpServerName: 'aws-mcp',
    executionTimeMs: 412,
  },
};

/** A tool call through an AgentCore gateway by the bearer of a token. */
export const gatewayCall = {
  eventVersion: '1.11',
  userIdentity: { type: 'AWSAccount', principalId: '', accountId: 'anonymous' },
  eventTime: '2026-11-20T09:31:00Z',
  eventSource: 'bedrock-agentcore.amazonaws.com',
  eventName: 'InvokeGateway',
  awsRegion: 'us-east-1',
  sourceIPAddress: '192.0.2.11',
  userAgent: 'python-httpx/0.28.1',
  requestParameters: {
    body: {
      jsonrpc: '2.0',
      id: 7,
      method: 'tools/call',
      params: { name: 'hr-target___get_candidate', arguments: 'REDACTED' },
    },
  },
  responseElements: {
    body: { jsonrpc: '2.0', id: 7, result: { isError: false, content: 'REDACTED' } },
    contentType: 'application/json',
    statusCode: 200,
  },
  additionalEventData: {
    targetId: 'MADETARGET',
    downstreamRequestIds: ['made-downstream-1', 'made-downstream-2'],
    jwt: {
      headers: { kid: 'made', alg: 'RS256' },
      claims: {
        sub: 'user-17',
        iss: 'https://idp.example.test/pool',
        client_id: 'made-client',
        scope: 'hr/read hr/list',
        exp: 1795166400,
      },
      type: 'JWS',
    },
  },
  requestID: 'MADEREQUEST00003',
  eventID: '00000000-0000-4000-8000-000000000003',
  readOnly: false,
  resources: [
    {
      accountId: '111122223333',
      type: 'AWS::BedrockAgentCore::Gateway',
      ARN: 'arn:aws:bedrock-agentcore:us-east-1:111122223333:gateway/made-gateway',
    },
  ],
  eventType: 'AwsApiCall',
  managementEvent: false,
  recipientAccountId: '111122223333',
  eventCategory: 'Data',
};

/** An invocation of a model. */
export const modelCall = {
  ...apiCall,
  eventSource: 'bedrock.amazonaws.com',
  eventName: 'Converse',
  eventID: '00000000-0000-4000-8000-000000000004',
  requestID: 'made-bedrock-request-1',
  requestParameters: { modelId: 'eu.made.model-v1:0' },
  additionalEventData: { inferenceRegion: 'eu-west-3' },
  resources: undefined,
};

/** A person signs in to let a client use the AWS MCP Server. */
export const grant = {
  ...apiCall,
  eventSource: 'signin.amazonaws.com',
  eventName: 'CreateOAuth2Token',
  eventID: '00000000-0000-4000-8000-000000000005',
  userIdentity: { type: 'IAMUser', arn: 'arn:aws:iam::111122223333:user/ada', accountId: '111122223333' },
  requestParameters: {
    resource: 'https://aws-mcp.us-east-1.api.aws/mcp',
    redirect_uri: 'http://127.0.0.1:33418',
    code_challenge_method: 'S256',
    client_id: 'arn:aws:signin:us-east-1::external-client/dcr/11111111-2222-4333-8444-555555555555',
  },
  additionalEventData: {
    success: 'true',
    signInSessionArn: 'arn:aws:signin:us-east-1:111122223333:session/made-1',
  },
  resources: undefined,
  readOnly: false,
};
