/** The configuration, read again on demand. */
import { Role } from '@remit/registry';
import { adminError } from '../admin-errors.ts';
import type { Reload } from '../reload.ts';
import type { AdminApp } from './route-kit.ts';
import { needs } from './route-kit.ts';

/** `reload` is undefined where no server runs. */
export function addReloadRoutes(app: AdminApp, reload: Reload | undefined): void {
  app.post('/v1/reload', needs(Role.Admin), async (c) => {
    if (reload === undefined)
      throw adminError('admin.reload-refused', 'no server runs; the file is read when one is started');
    const done = await reload(c.get('caller'));
    if (!done.ok) throw adminError('admin.reload-refused', done.error.join(' '));
    return c.json(done.value);
  });
}
