/** The server behind what is measured, in a process of its own. Prints its port. */
import { startFixedUpstream } from '@remit/testing/fixed-upstream';

const { port } = await startFixedUpstream({ text: 'x'.repeat(200) });
process.stdout.write(`${JSON.stringify({ port })}\n`);
