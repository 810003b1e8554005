/** Section outbound: how the process reaches servers, witnesses and the collector. */
import { isNoProxyEntry } from '@remit/outbound';
import { z } from 'zod';

export const outboundField = z
  .strictObject({
    proxy: z
      .url({ protocol: /^https?$/ })
      .optional()
      .describe(
        'Proxy for calls to servers, witnesses and the collector of traces; may hold a name and a password. https goes through a tunnel. Never used for this machine. Default: HTTPS_PROXY and HTTP_PROXY of the environment.',
      ),
    'no-proxy': z
      .array(z.string().refine(isNoProxyEntry, 'expected *, a name, an IP address or a CIDR block'))
      .optional()
      .describe(
        'Hosts that are called directly; a name stands for its subdomains too. Default: NO_PROXY of the environment.',
      ),
    'ca-file': z
      .string()
      .min(1)
      .optional()
      .describe(
        'PEM file of certificate authorities that servers, witnesses and the collector may have besides the public ones.',
      ),
    'private-hosts': z
      .array(z.string().min(1))
      .default([])
      .describe(
        'Host names in URLs of servers, witnesses and the collector that may have private addresses. Any other name with one is refused (protects against DNS rebinding). A URL that holds an address, or localhost, needs no entry; behind a proxy the proxy resolves names.',
      ),
  })
  .prefault({});
