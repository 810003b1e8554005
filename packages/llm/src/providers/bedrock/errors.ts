/** Error answers of Bedrock: `{"message": "..."}`, with the kind in a header (Bedrock Runtime API, "Common errors"). */
import { parseAnswer, textAt } from '../../dialects/read-json.ts';

/** The provider's own words; undefined when it says none. */
export function bedrockErrorText(body: Uint8Array): string | undefined {
  const value = parseAnswer(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8'));
  return textAt(value, 'message') ?? textAt(value, 'Message');
}
