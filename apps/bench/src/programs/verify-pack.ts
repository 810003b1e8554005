/** Verifies a pack as the command does, and says the peak of its memory: `node verify-pack.js PACK TRUST`. */
import { main } from '@remit/verify/cli';

const [pack = '', trust = ''] = process.argv.slice(2);
process.exitCode = await main([pack, '--trust', trust, '--times'], process.stdout, process.stderr);
// Linux counts in kibibytes.
process.stderr.write(`peak ${process.resourceUsage().maxRSS * 1024}\n`);
