/** Lists that were put in force: persons, agents, budgets; and accounts of budgets. */

/** The list of names that are one person in force, as handles. */
export interface DeclaredPeople {
  readonly sha: string;
  readonly record: string;
  /** Handle of the person who declared it. */
  readonly declaredBy: string;
  /** Handles of each person. */
  readonly people: readonly (readonly string[])[];
}

/** The list of foreign identities of agents in force. */
export interface DeclaredAgents {
  readonly sha: string;
  /** Id of the `registry.change` record. */
  readonly record: string;
  readonly agents: readonly {
    readonly agent: string;
    readonly identities: readonly string[];
    /** Server of the log to server of the scope file. */
    readonly servers: Readonly<Record<string, string>>;
  }[];
}

/** A list of budgets that was put in force. */
export interface DeclaredBudgetList {
  readonly sha: string;
  readonly record: string;
  readonly limits: readonly string[];
}

/** One account of one limit in its present window. Amounts in the unit; money in nano-USD. */
export interface BudgetView {
  readonly limit: string;
  readonly scope: string;
  readonly account: string;
  readonly window: string;
  readonly unit: string;
  readonly mode: string;
  readonly allowed: number;
  readonly settled: number;
  readonly held: number;
  readonly overrun: number;
  readonly left: number;
  readonly resetsAt?: string;
}
