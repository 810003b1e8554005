/** Official SDK clients of providers, unchanged but for address, key and headers. Development only. */
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';

/** The SDK of OpenAI. */
export function openaiClient(url: string, key: string): OpenAI {
  return new OpenAI({ apiKey: key, baseURL: `${url}/v1`, maxRetries: 0 });
}

/** The SDK of Anthropic. */
export function anthropicClient(url: string, key: string): Anthropic {
  return new Anthropic({ apiKey: key, baseURL: url, maxRetries: 0 });
}
