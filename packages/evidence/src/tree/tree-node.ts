/** The joined trace as a tree (shadow-mcp reference §6): plain data, drawn by the command line and by reports. */

/** Where a record stands. `at`: its own time, RFC 3339. */
export interface NodeRecord {
  readonly id: string;
  readonly index: number;
  readonly type: string;
  readonly at: string;
}

/** How a node hangs on what stands above or before it. `verified`: by a hash in the log; `asserted`: by the basis named. */
export interface NodeLink {
  readonly status: 'verified' | 'asserted';
  readonly basis: string;
  /** Record that it leads to, when that is not the node above. */
  readonly to?: string;
}

/** What a node is. */
export type NodeKind =
  | 'model-request'
  | 'model-answer'
  | 'choice'
  | 'tool-call'
  | 'approval'
  | 'decision'
  | 'result'
  | 'gap'
  | 'note';

/** One step. A node without `record` stands in the record above it, or says what is not in the log. */
export interface TreeNode {
  readonly kind: NodeKind;
  readonly says: string;
  readonly record?: NodeRecord;
  /** Decision, such as `permit`. */
  readonly decision?: string;
  /** The call held against the declared scope: in, out, indeterminate. */
  readonly verdict?: string;
  readonly link?: NodeLink;
  /** Kinds of the exceptions that name the call. */
  readonly exceptions?: readonly string[];
  readonly children: readonly TreeNode[];
}

/** A whole tree. `of`: the record that was asked for. `turns`: requests to models in log order, or the one call to a tool. */
export interface TraceTree {
  readonly schema: 'remit.trace-tree/1';
  readonly of: string;
  readonly turns: readonly TreeNode[];
}
