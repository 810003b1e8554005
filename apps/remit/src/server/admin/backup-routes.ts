/** A backup of the data folder, written by the process that owns it. It holds every key, so only administrators may. */
import { isAbsolute } from 'node:path';
import { Role } from '@remit/registry';
import { z } from 'zod';
import { adminError } from '../admin-errors.ts';
import type { House } from '../house-types.ts';
import type { AdminApp } from './route-kit.ts';
import { jsonBody, needs } from './route-kit.ts';

const BackupRequest = z.strictObject({
  out: z.string().refine(isAbsolute, 'expected an absolute path'),
  subjectKeys: z.boolean().default(false),
});

export function addBackupRoutes(app: AdminApp, house: House): void {
  app.post('/v1/backups', needs(Role.Admin), async (c) => {
    const request = BackupRequest.safeParse(await jsonBody(c));
    if (!request.success) throw adminError('admin.bad-request', z.prettifyError(request.error));
    // What cannot be sealed now is backed up unsigned: a signer that refuses is no reason to have no backup.
    await house.ledger.sealHead().catch(() => undefined);
    const made = await house.evidence.run({ kind: 'backup', ...request.data }).catch((error: unknown) => {
      throw adminError('admin.backup-failed', error instanceof Error ? error.message : String(error));
    });
    if (!made.ok) throw adminError('admin.backup-failed', made.error);
    return c.json(made.value, 201);
  });
}
