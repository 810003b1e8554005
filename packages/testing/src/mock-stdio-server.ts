import { fileURLToPath } from 'node:url';

/** Command line of a mock stdio server of one era, for a ServerConfig or a StdioClientTransport. */
export function mockStdioServer(era: 'legacy' | 'modern'): { readonly command: string; readonly args: string[] } {
  return { command: process.execPath, args: [fileURLToPath(new URL(`./stdio-${era}-main.js`, import.meta.url))] };
}
