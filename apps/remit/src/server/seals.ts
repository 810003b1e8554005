/** One signature of this gateway for so many of its records, or for what came in so many milliseconds. Every writer of a log seals. */
export const SEALS = { records: 256, ms: 10_000 } as const;
