/** Articles 19(1) and 26(6): logs are kept at least six months. A configuration may say more, never less. */
export const LEAST_MONTHS = 6;
