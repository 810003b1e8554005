/** One row of a package's error table: what the caller sees and what the operator should do. */
export interface ErrorRow {
  /** HTTP status a listener answers with. */
  readonly status: number;
  /** JSON-RPC error code, where the error reaches an MCP client. Outside -32768..-32000 unless the protocol defines it. */
  readonly rpc?: number;
  /** True when the same call may succeed later without a change. */
  readonly retry: boolean;
  /** What happened and what to do, in one or two sentences for the operator. */
  readonly operator: string;
}

/** The one base of Remit's own exceptions. Messages never hold secrets, payloads or personal data. */
export class RemitError<Code extends string = string> extends Error {
  readonly code: Code;
  readonly row: ErrorRow;

  constructor(code: Code, row: ErrorRow, detail?: string, options?: { cause?: unknown }) {
    super(detail === undefined ? row.operator : `${row.operator} (${detail})`, options);
    this.name = 'RemitError';
    this.code = code;
    this.row = row;
  }
}

/** Makes the constructor of a package's errors from its table, so that a code without a row cannot be thrown. */
export function errorFactory<Table extends Readonly<Record<string, ErrorRow>>>(table: Table) {
  return (
    code: keyof Table & string,
    detail?: string,
    options?: { cause?: unknown },
  ): RemitError<keyof Table & string> => {
    const row = table[code];
    if (row === undefined) throw new TypeError(`unknown error code ${code}`);
    return new RemitError(code, row, detail, options);
  };
}
