export type { AuthFailure, Caller } from './caller.ts';
export { Role } from './caller.ts';
