/** A prepared statement whose messages are written by bind-message.ts, in the driver's queue of statements. */
import type pg from 'pg';
import { type BindMessage, createBindMessages } from './bind-message.ts';

/** The only row of an answer, each column as text; undefined when there is none. */
export type TextRow = readonly (string | null)[] | undefined;

/** Runs the statement. One call at a time: it settles before the next one is made. After a failure the session is to be given up. */
export type WrittenStatement = (write: (message: BindMessage) => void) => Promise<TextRow>;

/** What the driver calls of a statement that is not its own (as `Submittable`, of which it declares the first only). */
interface Submitted extends pg.Submittable {
  /** Set by the driver where a statement has a time limit, and ends it. */
  callback?: (error: Error | null) => void;
  handleDataRow(message: { readonly fields: readonly (string | null)[] }): void;
  handleCommandComplete(): void;
  handleReadyForQuery(): void;
  handleError(error: Error): void;
}

/** The statement `text` of `parameters` parameters for one session, prepared there with its first use. */
export function writtenStatement(
  client: pg.Client,
  { name, text, parameters }: { name: string; text: string; parameters: number },
): WrittenStatement {
  const messageOf = createBindMessages(name);
  let prepared = false;
  return (write) =>
    new Promise((resolve, reject) => {
      const message = messageOf(parameters, write);
      let row: TextRow;
      const submitted: Submitted = {
        submit(connection) {
          if (!prepared) connection.parse({ name, text, types: [] }, true);
          prepared = true;
          connection.stream.write(message);
        },
        handleDataRow({ fields }) {
          row = fields;
        },
        handleCommandComplete() {},
        handleReadyForQuery() {
          submitted.callback?.(null);
          resolve(row);
        },
        handleError(error) {
          submitted.callback?.(error);
          reject(error);
        },
      };
      client.query(submitted);
    });
}
