/**
 * Names of tools on `/mcp`, where every server's tools stand in one list. Pure, and independent of order:
 *
 *   name = {server}_{tool}                           when that matches ^[A-Za-z0-9_-]{1,64}$
 *        = {server}_{head}-{hash}-{tail}             otherwise: other characters become dashes, the middle is cut,
 *                                                    hash = first 10 hex of SHA-256("{server}\0{tool}")
 *
 * Server names hold no underscore, so the first underscore ends the server's name. The tail is kept because that is
 * where long names differ. Should two tools of a server get one name, neither is listed. mcp reference §7, F11.
 */
import { sha256, toHex, utf8 } from '@remit/core';

const NAME = /^[A-Za-z0-9_-]{1,64}$/;
const MAX = 64;
const HASH = 10;

/** The name of a server's tool on `/mcp`. */
export function prefixedName(server: string, tool: string): string {
  const plain = `${server}_${tool}`;
  if (NAME.test(plain)) return plain;
  const hash = toHex(sha256(utf8(`${server}\0${tool}`))).slice(0, HASH);
  const clean = tool.replaceAll(/[^A-Za-z0-9_-]/g, '-');
  const room = MAX - server.length - HASH - 3;
  if (clean.length <= room + 1) return `${server}_${clean}-${hash}`;
  const head = Math.floor(room / 2);
  return `${server}_${clean.slice(0, head)}-${hash}-${clean.slice(clean.length - (room - head))}`;
}

/** The parts of a name on `/mcp`; undefined when it names no server. */
export function splitName(name: string): { readonly server: string; readonly rest: string } | undefined {
  const at = name.indexOf('_');
  return at <= 0 ? undefined : { server: name.slice(0, at), rest: name.slice(at + 1) };
}

/** True when the rest of a prefixed name may stand for another tool name, which only the catalogue can tell. */
export function mayBeShortened(rest: string): boolean {
  return /-[0-9a-f]{10}(-|$)/.test(rest);
}

/** Prefixed names of a server's tools; names that two tools would get are in `refused` and stand for nothing. */
export function prefixedNames(
  server: string,
  tools: Iterable<string>,
): { readonly names: ReadonlyMap<string, string>; readonly refused: readonly string[] } {
  const names = new Map<string, string>();
  const refused = new Set<string>();
  for (const tool of tools) {
    const name = prefixedName(server, tool);
    if (names.has(name)) refused.add(name);
    names.set(name, tool);
  }
  for (const name of refused) names.delete(name);
  return { names, refused: [...refused] };
}
