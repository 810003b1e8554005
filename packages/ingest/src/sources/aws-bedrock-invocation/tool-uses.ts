/**
 * Ids of tool uses that the model asked for: what joins a model call to the tool calls that came of it (log schemas reference
 * §8). Read from messages and from streams, in the shape of Converse (`toolUse.toolUseId`) and of Anthropic (`tool_use`).
 */
import type { EventFields, Slot } from '../aws-common/event-fields.ts';
import { put } from '../aws-common/event-fields.ts';
import { membersOf } from '../aws-common/members.ts';
import { memberOf } from '../mapping/member-path.ts';

const SLOTS: readonly Slot[] = ['ids.toolUse', 'ids.toolUse2', 'ids.toolUse3', 'ids.toolUse4'];
const MAX_DEPTH = 8;

/** Fills `ids.toolUse` and its followers from the output of a model; more than four are flagged. */
export function putToolUses(fields: EventFields, output: unknown, path: string): void {
  let found = 0;
  const visit = (value: unknown, at: string, depth: number): void => {
    if (depth > MAX_DEPTH || typeof value !== 'object' || value === null) return;
    if (Array.isArray(value)) return value.forEach((member, index) => visit(member, `${at}[${index}]`, depth + 1));
    const members = membersOf(value);
    if (typeof members['toolUseId'] === 'string') take(members['toolUseId'], memberOf(at, 'toolUseId'));
    if (members['type'] === 'tool_use' && typeof members['id'] === 'string') take(members['id'], memberOf(at, 'id'));
    for (const name of Object.keys(members)) {
      // What a model wrote as input of a tool may hold anything, ids of its own making among it.
      if (name !== 'input') visit(members[name], memberOf(at, name), depth + 1);
    }
  };
  const take = (id: string, at: string): void => {
    const slot = SLOTS[found];
    found += 1;
    if (slot !== undefined) put(fields, slot, id, at);
    else if (!fields.flags.includes('tool-uses-cut')) fields.flags.push('tool-uses-cut');
  };
  visit(output, path, 0);
}
