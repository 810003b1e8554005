/** Where a helper thread starts, outside of the one-file verifier, which starts its own file. */
import { serveHelper } from './thread.ts';

serveHelper();
