/**
 * A PKCS #11 library in this process. It can be initialised once only (v3.0 §5.4, C_Initialize), whatever number of keys is
 * in use: two keys of one token are, while a log changes its key or goes on in the next one. So it is shared and counted;
 * this map stands for state that the library itself keeps for the whole process.
 */
import type { PKCS11 } from 'pkcs11js';

const held = new Map<string, { readonly library: PKCS11; users: number }>();

/** A loaded and initialised library. Every user gives it back once. @throws what the library says. */
export async function openPkcs11Library(path: string): Promise<{ readonly library: PKCS11; release(): void }> {
  const { default: pkcs11 } = await import('pkcs11js');
  const found = held.get(path) ?? { library: initialised(new pkcs11.PKCS11(), path), users: 0 };
  held.set(path, found);
  found.users += 1;
  return {
    library: found.library,
    release() {
      found.users -= 1;
      if (found.users > 0) return;
      held.delete(path);
      found.library.C_Finalize();
      found.library.close();
    },
  };
}

function initialised(library: PKCS11, path: string): PKCS11 {
  library.load(path);
  try {
    library.C_Initialize();
  } catch (error) {
    library.close();
    throw error;
  }
  return library;
}
