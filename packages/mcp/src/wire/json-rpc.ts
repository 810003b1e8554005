/** JSON-RPC 2.0 messages as text. Ids, params and results come in as raw JSON text and go out unchanged. */
import type { Json } from '@remit/core';

/** Codes that JSON-RPC 2.0 and MCP define. Remit's own codes lie outside -32768..-32000 (see errors.ts). */
export const RpcCode = {
  ParseError: -32700,
  InvalidRequest: -32600,
  MethodNotFound: -32601,
  InvalidParams: -32602,
  InternalError: -32603,
  HeaderMismatch: -32020,
  MissingClientCapability: -32021,
  UnsupportedVersion: -32022,
  LegacyResourceNotFound: -32002,
  UrlElicitationRequired: -32042,
} as const;

/** An error object before it is written. */
export interface RpcError {
  readonly code: number;
  readonly message: string;
  readonly data?: Json;
}

/** Id text of a message whose id could not be read. */
export const NO_ID = 'null';

/** A response that carries a result. */
export function resultMessage(idText: string, resultText: string): string {
  return `{"jsonrpc":"2.0","id":${idText},"result":${resultText}}`;
}

/** A response that carries an error. */
export function errorMessage(idText: string, error: RpcError): string {
  return rawErrorMessage(idText, JSON.stringify(error));
}

/** A response whose error object is passed on as it was received. */
export function rawErrorMessage(idText: string, errorText: string): string {
  return `{"jsonrpc":"2.0","id":${idText},"error":${errorText}}`;
}

/** A request with a number of our own as its id. */
export function requestMessage(id: number, method: string, paramsText?: string): string {
  return `{"jsonrpc":"2.0","id":${id},"method":${JSON.stringify(method)}${paramsText === undefined ? '' : `,"params":${paramsText}`}}`;
}

/** A notification. */
export function notificationMessage(method: string, paramsText?: string): string {
  return `{"jsonrpc":"2.0","method":${JSON.stringify(method)}${paramsText === undefined ? '' : `,"params":${paramsText}`}}`;
}

/** True for a JSON object. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
