/** The bank's configuration file, remit.yaml. */
import type { ModelChoice } from '../model/model-choice.ts';
import { MODEL_ALIAS } from '../model/model-choice.ts';
import { ORIGIN } from './people.ts';

/** What only the run knows. URLs of the upstreams, the witness once the auditor has started it. */
export interface BankConfig {
  /** Absolute path of the administration socket; undefined leaves it in the data folder. */
  readonly adminSocket: string | undefined;
  readonly witness: { readonly url: string; readonly vkey: string } | undefined;
  readonly files: { readonly command: string; readonly args: readonly string[] };
  readonly everythingUrl: string;
  readonly decisionsUrl: string;
  readonly model: Pick<ModelChoice, 'account' | 'provider' | 'model' | 'url'> & {
    /** A value, or the file that holds it. */
    readonly key: string | { readonly file: string };
  };
}

/** The file's text. JSON values are YAML values, so paths and keys need no other quoting. */
export function bankConfig(config: BankConfig): string {
  const { witness, adminSocket } = config;
  const { account, provider, model, url, key } = config.model;
  const witnesses = witness === undefined ? [] : [{ name: 'auditor', ...witness }];
  return `# The lending bank's gateway.
data: ./data
listen: { host: 127.0.0.1, port: 0 }
log:
  origin: ${ORIGIN}
  witnesses: ${JSON.stringify(witnesses)}
servers:
  files: ${JSON.stringify(config.files)}
  everything: ${JSON.stringify({ url: config.everythingUrl })}
  decisions: ${JSON.stringify({ url: config.decisionsUrl })}
llm:
  providers: ${JSON.stringify({ [account]: { kind: provider, url, key } })}
  models: ${JSON.stringify({ [MODEL_ALIAS]: { targets: [{ provider: account, model }] } })}
approvals: { timeout-seconds: 60 }
${adminSocket === undefined ? '' : `admin: { socket: ${JSON.stringify(adminSocket)} }\n`}`;
}
