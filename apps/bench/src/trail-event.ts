/** A generated data event of CloudTrail, of the size and with the members that real ones have. */
export function trailEvent(n: number): object {
  const hex = (value: number, length: number) => ((value * 2654435761) % 2 ** 32).toString(16).padStart(length, '0');
  const read = n % 3 !== 0;
  const key = `in/${n}.pdf`;
  const session = `agent-${n % 50}`;
  return {
    eventVersion: '1.09',
    userIdentity: {
      type: 'AssumedRole',
      principalId: `AROAEXAMPLE:${session}`,
      arn: `arn:aws:sts::123456789012:assumed-role/agent-role/${session}`,
      accountId: '123456789012',
      accessKeyId: `ASIA${hex(n, 16).toUpperCase()}`,
      sessionContext: {
        sessionIssuer: {
          type: 'Role',
          principalId: 'AROAEXAMPLE',
          arn: 'arn:aws:iam::123456789012:role/agent-role',
          accountId: '123456789012',
          userName: 'agent-role',
        },
        attributes: { creationDate: '2026-11-20T09:00:00Z', mfaAuthenticated: 'false' },
      },
    },
    eventTime: `${new Date(Date.UTC(2026, 10, 20) + n * 1000).toISOString().slice(0, 19)}Z`,
    eventSource: 's3.amazonaws.com',
    eventName: read ? 'GetObject' : 'PutObject',
    awsRegion: 'eu-central-1',
    sourceIPAddress: `192.0.2.${n % 250}`,
    userAgent: '[aws-sdk-js/3.0]',
    requestParameters: { bucketName: 'letters', Host: 'letters.s3.eu-central-1.amazonaws.com', key },
    responseElements: read ? null : { 'x-amz-version-id': `v${hex(n, 30)}` },
    additionalEventData: {
      SignatureVersion: 'SigV4',
      CipherSuite: 'TLS_AES_128_GCM_SHA256',
      bytesTransferredIn: 0,
      AuthenticationMethod: 'AuthHeader',
      bytesTransferredOut: n,
    },
    requestID: hex(n + 1, 16).toUpperCase(),
    eventID: `${n.toString(16).padStart(8, '0')}-aaaa-4aaa-8aaa-${hex(n, 12)}`,
    readOnly: read,
    resources: [
      { type: 'AWS::S3::Object', ARN: `arn:aws:s3:::letters/${key}` },
      { accountId: '123456789012', type: 'AWS::S3::Bucket', ARN: 'arn:aws:s3:::letters' },
    ],
    eventType: 'AwsApiCall',
    managementEvent: false,
    recipientAccountId: '123456789012',
    eventCategory: 'Data',
    tlsDetails: {
      tlsVersion: 'TLSv1.3',
      cipherSuite: 'TLS_AES_128_GCM_SHA256',
      clientProvidedHostHeader: 'letters.s3.eu-central-1.amazonaws.com',
    },
  };
}
