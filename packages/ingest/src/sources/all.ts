/** Every source, in the order in which they are asked whether a record is theirs: those with the most specific keys first. */
import type { Source } from '../source.ts';
import { awsBedrockInvocation } from './aws-bedrock-invocation/index.ts';
import { awsCloudTrail } from './aws-cloudtrail/index.ts';
import { cloudflareAccess } from './cloudflare-access/index.ts';
import { cloudflareAiGateway } from './cloudflare-ai-gateway/index.ts';
import { cloudflareAudit } from './cloudflare-audit/index.ts';
import { cloudflareDlpForensic } from './cloudflare-dlp-forensic/index.ts';
import { cloudflareGatewayHttp } from './cloudflare-gateway-http/index.ts';
import { cloudflareGatewayNetwork } from './cloudflare-gateway-network/index.ts';
import { cloudflareMcpPortal } from './cloudflare-mcp-portal/index.ts';
import { otlp } from './otlp/index.ts';
import { remitLedger } from './remit-ledger/index.ts';

/** What a source may need that only the operator has. */
export interface SourceOptions {
  /** PKCS#8 PEM of the RSA key whose public half AI Gateway encrypts to. */
  readonly aiGatewayKeyPem?: string;
}

/** Makes the sources. Throws for a key that cannot be used. */
export function allSources(options: SourceOptions = {}): readonly Source[] {
  const { aiGatewayKeyPem } = options;
  return [
    remitLedger,
    awsCloudTrail,
    awsBedrockInvocation,
    cloudflareMcpPortal,
    cloudflareGatewayHttp,
    cloudflareGatewayNetwork,
    cloudflareAccess,
    cloudflareDlpForensic,
    cloudflareAudit,
    cloudflareAiGateway(aiGatewayKeyPem === undefined ? {} : { privateKeyPem: aiGatewayKeyPem }),
    otlp,
  ];
}
