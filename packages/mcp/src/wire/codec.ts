/** The one interface behind which the two protocol revisions differ. mcp reference §1, §3.1. */
import type { Result } from '@remit/core';
import type { McpErrorCode } from '../errors.ts';
import type { RawMember } from '../json/raw-json.ts';
import type { Era } from './versions.ts';

/** A complete result of an upstream, cut into members so that all but a few go on byte for byte. */
export interface UpstreamResult {
  readonly era: Era;
  /** Members in their order, `resultType` removed. */
  readonly members: readonly RawMember[];
  readonly value: Readonly<Record<string, unknown>>;
}

/** Why a result cannot be passed on. */
export interface ResultProblem {
  readonly code: McpErrorCode & ('mcp.upstream-bad-answer' | 'mcp.upstream-input-required');
  readonly detail: string;
}

/** A tool definition as the upstream listed it. */
export interface ListedTool {
  readonly era: Era;
  readonly members: readonly RawMember[];
  readonly outputSchema: unknown;
}

/** What one revision does its own way. */
export interface WireCodec {
  readonly era: Era;
  /** Towards an upstream: text of `params` from its members and the `_meta` members that go along. */
  requestParams(members: readonly RawMember[], meta: readonly RawMember[]): string;
  /** From an upstream: the complete result, or what is wrong with it. `text` is the raw result, `value` its parsed form. */
  readResult(text: string, value: unknown): Result<UpstreamResult, ResultProblem>;
  /** Towards a client: text of a tools/call result that came from an upstream of either era. */
  callResult(result: UpstreamResult, outputSchema: unknown): string;
  /** Towards a client: text of one tool definition of an upstream of either era. */
  toolDefinition(tool: ListedTool): string;
  /** Towards a client: text of a result of Remit's own. */
  ownResult(members: readonly RawMember[]): string;
  /** Towards a client: text of a list filtered for one caller. */
  listResult(members: readonly RawMember[]): string;
  /** Towards a client: the code that an upstream's error code is in this revision. */
  errorCode(code: number): number;
}
