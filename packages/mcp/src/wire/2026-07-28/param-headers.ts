/**
 * `x-mcp-header` annotations of a tool's input schema and the `Mcp-Param-*` headers they ask for. MCP 2026-07-28,
 * Streamable HTTP; mcp reference §2.1. As a client of upstreams Remit drops tools with an invalid annotation; as a
 * server it compares the headers with the arguments.
 */
import { isObject } from '../json-rpc.ts';
import { decodeHeaderValue, encodeHeaderValue } from './header-value.ts';

/** One annotated property. */
export interface ParamHeader {
  /** Header name without `Mcp-Param-`. */
  readonly header: string;
  /** Keys from the arguments object down to the value. */
  readonly path: readonly string[];
  readonly type: 'string' | 'integer' | 'boolean';
}

/** The value that an argument has as a header, or undefined when it has none (absent, null, not a primitive). */
function headerText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (typeof value !== 'number' || !Number.isFinite(value)) return undefined;
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? undefined : String(value);
}

function valueAt(args: unknown, path: readonly string[]): unknown {
  let node = args;
  for (const key of path) {
    if (!isObject(node) || !Object.hasOwn(node, key)) return undefined;
    node = node[key];
  }
  return node;
}

/** Headers for a call with these arguments, names in full. */
export function buildParamHeaders(declared: readonly ParamHeader[], args: unknown): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const { header, path } of declared) {
    const text = headerText(valueAt(args, path));
    if (text !== undefined) headers[`mcp-param-${header.toLowerCase()}`] = encodeHeaderValue(text);
  }
  return headers;
}

/**
 * What is wrong between the headers of a request and its arguments, or undefined. A header is expected exactly when
 * the argument is present and not null; integers are compared as numbers. `header` gives the raw value by lower-case name.
 */
export function checkParamHeaders(
  declared: readonly ParamHeader[],
  args: unknown,
  header: (name: string) => string | undefined,
): string | undefined {
  for (const { header: name, path, type } of declared) {
    const full = `Mcp-Param-${name}`;
    const raw = header(full.toLowerCase());
    const value = valueAt(args, path);
    const expected = headerText(value);
    if (expected === undefined) {
      if (raw !== undefined && (value === undefined || value === null))
        return `the ${full} header is present but the argument is not`;
      continue;
    }
    if (raw === undefined) return `the argument is present but the ${full} header is not`;
    const got = decodeHeaderValue(raw);
    if (got === undefined) return `the ${full} header is not valid base64 of UTF-8`;
    const same =
      type === 'integer' && typeof value === 'number' && /^-?\d+(\.\d+)?$/.test(got)
        ? Number(got) === value
        : got === expected;
    if (!same) return `the ${full} header differs from the argument`;
  }
  return undefined;
}
