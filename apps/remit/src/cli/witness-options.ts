/** Options that the commands of cosigners share: which log, and where to listen. */
import { CommandFailure, ExitCode } from './io.ts';

/** `vkey` alone takes its key name as the origin; `vkey@origin` names the origin. A vkey never ends in @origin: base64 has no @. */
export function logOf(text: string): { origin: string; vkey: string } {
  const at = text.lastIndexOf('@');
  const plus = text.lastIndexOf('+');
  if (at > plus) return { vkey: text.slice(0, at), origin: text.slice(at + 1) };
  return { vkey: text, origin: text.split('+')[0] ?? text };
}

/** HOST:PORT. */
export function listenPlace(text: string): { host: string; port: number } {
  const listen = /^(.+):(\d{1,5})$/.exec(text);
  if (listen === null) throw new CommandFailure(`--listen ${text}: expected HOST:PORT.`, ExitCode.Usage);
  return { host: (listen[1] ?? '').replace(/^\[|\]$/g, ''), port: Number(listen[2]) };
}
