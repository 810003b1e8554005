export type { Outbound, OutboundOptions } from './outbound.ts';
export { createOutbound } from './outbound.ts';
export { isNoProxyEntry } from './proxy-choice.ts';
