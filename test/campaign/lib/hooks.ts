/** Environments that load hooks into the processes of the product, and into their children. */
import { fileURLToPath, pathToFileURL } from 'node:url';

/** An environment in which `variables` reach the children too; `more` names further hooks beside this file. */
export function handedOn(
  variables: Readonly<Record<string, string>>,
  ...more: readonly string[]
): Readonly<Record<string, string>> {
  const hooks = ['hand-on-hook', ...more].map(
    (name) => pathToFileURL(fileURLToPath(new URL(`./${name}.mjs`, import.meta.url))).href,
  );
  return {
    ...variables,
    CAMPAIGN_HAND_ON: Object.keys(variables).join(','),
    NODE_OPTIONS: hooks.map((hook) => `--import=${hook}`).join(' '),
  };
}
