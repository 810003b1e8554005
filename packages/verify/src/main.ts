/** Entry of the one-file verifier. */
import { main } from './cli.ts';

process.exitCode = await main(process.argv.slice(2), process.stdout, process.stderr);
