/** How Remit names itself to clients and upstreams. Self-declared on both sides; nobody should decide on it. */
export const REMIT_IDENTITY = { name: 'remit', version: '0.1.0' } as const;
