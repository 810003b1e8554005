/** remit export receipt | statement: one record in a form that other programs read */
import type { Command } from 'commander';
import { optionsOf, send } from './context.ts';
import type { Io } from './io.ts';

export function addExportCommands(program: Command, io: Io): void {
  const group = program.command('export').description('one record in a form that other programs read');
  add(
    group,
    io,
    'receipt',
    'COSE receipt of inclusion (RFC 9942), signed by the key that signs packs',
    '01KB3T0ZJ4X5E6F7G8H9JAKBMC > decision.cose',
  );
  add(
    group,
    io,
    'statement',
    'in-toto statement in a DSSE envelope: the record, where it stands, and its proof',
    '01KB3T0ZJ4X5E6F7G8H9JAKBMC > decision.dsse.json',
  );
}

function add(group: Command, io: Io, form: string, says: string, example: string): void {
  group
    .command(`${form} <record>`)
    .description(says)
    .addHelpText('after', `\nExample:\n  remit export ${form} ${example}`)
    .action(async (record: string, _: unknown, command: Command) => {
      const o = optionsOf(command);
      const path = `/v1/records/${encodeURIComponent(record)}/${form}`;
      const { body } = await send(io, o, { method: 'GET', path });
      if (o.json === true)
        io.out(JSON.stringify({ record, [form]: Buffer.from(body).toString('base64') }, undefined, 2));
      else io.outBytes(body);
    });
}
