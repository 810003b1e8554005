/** Name and version of this software as records, reports and `remit --version` state it. */
export const VERSION = '0.1.0';
export const SOFTWARE = `remit/${VERSION}`;
