/** What the commands of cosigners share: which log, where to listen, and what cannot be read. */
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

/** What a comparison gives; a place that cannot be read ends the command with the reason. */
export async function reading<T>(place: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const words = error instanceof Error ? error.message : 'unknown';
    throw new CommandFailure(`${place} cannot be read: ${words}`, ExitCode.Unavailable);
  }
}
