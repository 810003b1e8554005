/** Rate limits as the gateway takes them, from the configuration file. */
import type { GatewayDeps } from '@remit/gateway';
import type { Config } from './load.ts';

/** A limit that the file leaves out is left out here too: no limit. */
export function limitsOf(config: Config): NonNullable<GatewayDeps['limits']> {
  const { 'calls-per-minute': given, 'recorded-refusals': recordedRefusals } = config.file.limits;
  const { person, agent, key, tool } = given;
  return {
    recordedRefusals,
    ...(person === undefined ? {} : { person }),
    ...(agent === undefined ? {} : { agent }),
    ...(key === undefined ? {} : { key }),
    ...(tool === undefined ? {} : { tool }),
  };
}
