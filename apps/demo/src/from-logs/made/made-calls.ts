/**
 * The calls that the made log files tell of. Nothing here happened: the files follow the vendors' documented schemas, and
 * every screen says that they are made. They are dated right after the scope was declared, for a scope that was declared
 * later than a call proves nothing about it.
 */

/** True for a call that the declared scope allows, as the demo wrote it. */
export function isInScope({ params }: MadeCall): boolean {
  return params['cli_command'] !== WRITE;
}

/** What one vendor's files leave out of a call on purpose, so that reconciliation has something to find. */
export type SeenBy = 'both' | 'portal-only' | 'aws-only';

/** One call of the made day. */
export interface MadeCall {
  /** Position in the day, from 0. */
  readonly n: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly person: string;
  readonly tool: string;
  readonly params: Readonly<Record<string, string>>;
  readonly seenBy: SeenBy;
  /** False: the tool answered with an error. */
  readonly ok: boolean;
}

const PEOPLE = ['ana.ruiz@lending.example', 'jo.becker@lending.example'] as const;
/** The commands that the declared scope names. */
export const READS = [
  'aws ce get-cost-and-usage',
  'aws ec2 describe-instances',
  'aws rds describe-db-instances',
] as const;
/** Not under the declared prefix: this is what the verdict has to find. */
const WRITE = 'aws ec2 terminate-instances --instance-ids i-0abc';
/** Milliseconds between two calls. */
const EVERY_MS = 20;

/** `count` calls from `start` (milliseconds since the epoch), close upon each other. Same arguments, same calls. */
export function madeCalls(start: number, count: number): MadeCall[] {
  return Array.from({ length: count }, (_, n): MadeCall => {
    const write = n % 17 === 11;
    const search = n % 5 === 4;
    return {
      n,
      at: start + n * EVERY_MS,
      person: PEOPLE[n % PEOPLE.length] ?? PEOPLE[0],
      tool: search ? 'search_documentation' : 'call_aws',
      params: search
        ? { search_phrase: 'reserved instances' }
        : { cli_command: write ? WRITE : (READS[n % READS.length] ?? READS[0]) },
      seenBy: n % 23 === 7 ? 'aws-only' : n % 29 === 13 ? 'portal-only' : 'both',
      ok: n % 19 !== 3,
    };
  });
}
