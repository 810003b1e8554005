/** Verifies a pack as the command does, and says its processor time and the peak of its memory: `node verify-pack.js PACK TRUST`. */
import { main } from '@remit/verify/cli';

const [pack = '', trust = ''] = process.argv.slice(2);
process.exitCode = await main([pack, '--trust', trust, '--times'], process.stdout, process.stderr);
// Linux counts memory in kibibytes; times are microseconds, of all threads.
const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
process.stderr.write(`peak ${maxRSS * 1024}\ncpu ${userCPUTime + systemCPUTime}\n`);
