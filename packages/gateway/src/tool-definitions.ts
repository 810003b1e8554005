/** Tool definitions as the upstreams list them: a blob and a tool.define record, once per (server, tool, digest). */
import type { RemitError, Result } from '@remit/core';
import { err, ok, sha256, toHex } from '@remit/core';
import type { Blobs, Recorder } from '@remit/record';
import { asRecordingError } from './errors.ts';
import type { DefinedTool } from './gateway-types.ts';
import { toLabel } from './records/label.ts';
import { recordDurably } from './records/recording.ts';

/** A definition that the ledger already holds. */
export interface KnownTool {
  readonly server: string;
  readonly tool: string;
  readonly sha: string;
}

export interface ToolDefinitions {
  define(server: string, tool: string, definition: Uint8Array): DefinedTool;
  /** Digest of the newest definition of a tool that the log holds. */
  newest(server: string, tool: string): string | undefined;
}

const RECORDED: Promise<Result<void, RemitError>> = Promise.resolve(ok(undefined));

/** `known`: what the ledger holds, oldest first. */
export function createToolDefinitions(deps: {
  readonly recorder: Recorder;
  readonly blobs: Blobs;
  readonly known: Iterable<KnownTool>;
}): ToolDefinitions {
  const { recorder, blobs } = deps;
  const seen = new Set<string>();
  const newest = new Map<string, string>();
  const underway = new Map<string, Promise<Result<void, RemitError>>>();
  for (const { server, tool, sha } of deps.known) remember(server, tool, sha);

  function remember(server: string, tool: string, sha: string): void {
    seen.add(key(server, tool, sha));
    newest.set(key(server, tool), sha);
  }

  async function recordNew(
    server: string,
    tool: string,
    sha: string,
    bytes: Uint8Array,
  ): Promise<Result<void, RemitError>> {
    try {
      // The content first: a record never names a blob that is not there.
      await blobs.put(bytes);
    } catch (thrown) {
      return err(asRecordingError(thrown));
    }
    const supersedes = newest.get(key(server, tool));
    const recorded = await recordDurably(recorder, {
      t: 'tool.define',
      act: { srv: server, method: 'tools/list', tool, tool_sha: sha },
      dfn: supersedes === undefined ? {} : { supersedes },
    });
    if (!recorded.ok) return recorded;
    remember(server, tool, sha);
    return ok(undefined);
  }

  return {
    define(serverName, toolName, definition) {
      const [server, tool] = [toLabel(serverName), toLabel(toolName)];
      const sha = toHex(sha256(definition));
      const id = key(server, tool, sha);
      if (seen.has(id)) return { sha, recorded: RECORDED };
      const recorded = underway.get(id) ?? recordNew(server, tool, sha, definition).finally(() => underway.delete(id));
      underway.set(id, recorded);
      return { sha, recorded };
    },
    newest: (server, tool) => newest.get(key(toLabel(server), toLabel(tool))),
  };
}

// Labels hold no control characters, so the separator cannot occur inside one.
function key(...parts: readonly string[]): string {
  return parts.join('\u0000');
}
