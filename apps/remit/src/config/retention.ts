/** Retention classes as the erasure desk takes them, from the configuration file. */
import type { RetentionClass, RetentionClasses } from '../server/erasure/floors.ts';
import type { Config } from './load.ts';

/** Calendar months by class. */
export function retentionClasses(config: Config): RetentionClasses {
  const { calls, ingested } = config.file.retention;
  return { calls: months(calls), ingested: months(ingested) };
}

function months(given: Config['file']['retention']['calls']): RetentionClass {
  const expire = given['expire-months'];
  return { keep: given['keep-months'], ...(expire === undefined ? {} : { expire }) };
}
