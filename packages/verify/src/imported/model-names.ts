/** Whether the model that answered is another one than was asked for. Names of vendors are compared as far as they go. */

/** True when both are known and the one that answered is neither the other nor a version of it. */
export function modelsDiffer(asked: string | undefined, answered: string | undefined): boolean {
  if (asked === undefined || answered === undefined) return false;
  const [a, b] = [bare(asked), bare(answered)];
  return a !== b && !isVersionOf(b, a) && !isVersionOf(a, b);
}

/** The name without the place it runs in and without who sells it: `arn:...:inference-profile/eu.anthropic.claude-x` is `claude-x`. */
function bare(name: string): string {
  const last = name.slice(name.lastIndexOf('/') + 1).toLowerCase();
  return last.replace(/^(?:us|eu|apac|ap|global)\./, '').replace(/^[a-z0-9]+\.(?=[a-z])/, '');
}

const VERSION = /^[-:@](?:v?\d+(?:[-.:]\d+)*(?:-v\d+(?::\d+)?)?|latest)$/;

/** `gpt-4o-2024-08-06` is a version of `gpt-4o`; `gpt-4o-mini` is another model. */
function isVersionOf(longer: string, shorter: string): boolean {
  return longer.startsWith(shorter) && VERSION.test(longer.slice(shorter.length));
}
