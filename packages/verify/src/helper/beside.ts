/** Large files that a helper thread holds while the next is made. */
import type { FileContent, HeldFile, KeepFile } from '../pack/file-content.ts';
import { inflated, keepDeflated, keepDigest } from '../pack/file-content.ts';
import type { KeepLater, MadeFile } from '../pack/keeping.ts';
import { ZipRefused } from '../pack/zip-end.ts';
import type { Helper } from './helper.ts';
import type { Answer } from './jobs.ts';

/** A smaller file is held sooner than it is handed over. */
const WORTH_BYTES = 4 * 1024 * 1024;

/** As `keepDeflated`, by a helper, which is asked for only when a file is worth it. */
export function deflatedBeside(helper: () => Pick<Helper, 'run'>, worth = WORTH_BYTES): KeepLater {
  return beside({ helper, kind: 'deflate', keep: keepDeflated, worth });
}

/** As `keepDigest`, by a helper, which is asked for only when a file is worth it. */
export function digestBeside(helper: () => Pick<Helper, 'run'>, worth = WORTH_BYTES): KeepLater {
  return beside({ helper, kind: 'digest', keep: keepDigest, worth });
}

function beside({
  helper,
  kind,
  keep,
  worth,
}: {
  readonly helper: () => Pick<Helper, 'run'>;
  readonly kind: 'deflate' | 'digest';
  readonly keep: KeepFile;
  readonly worth: number;
}): KeepLater {
  return (file) => {
    const { bytes } = file;
    if (bytes.length < worth) {
      const held = keep(bytes, () => file.again());
      const own = held === bytes ? bytes.slice() : held;
      file.free();
      return { held: own, done: Promise.resolve() };
    }
    const pending = pendingFile(file, helper);
    const done = helper()
      .run({ kind, bytes })
      .then((answer) => {
        if (answer.kind !== 'held') throw new Error(answer.kind === 'refused' ? answer.why : 'not what was asked for');
        pending.settle(answer.sha256, answer.deflated);
        file.free();
      });
    return { held: pending.held, done };
  };
}

/** The bytes that a helper was asked for. @throws ZipRefused for those of an archive that is refused */
export function bytesOfAnswer(answer: Answer): Uint8Array {
  if (answer.kind === 'bytes') return answer.bytes;
  if (answer.kind === 'refused') throw new ZipRefused(answer.why);
  throw new Error('not what was asked for');
}

/** A file whose digest is not known yet. Whoever asks too early is told so. */
function pendingFile(
  { bytes, again }: MadeFile,
  helper: () => Pick<Helper, 'run'>,
): {
  readonly held: FileContent;
  settle(sha256: string, deflated: HeldFile['deflated']): void;
} {
  const size = bytes.length;
  let known: { sha256: string; deflated: HeldFile['deflated'] } | undefined;
  const settled = () => {
    if (known === undefined) throw new Error('a file was asked for before it was held');
    return known;
  };
  return {
    held: {
      size,
      get sha256() {
        return settled().sha256;
      },
      get deflated() {
        return settled().deflated;
      },
      bytes() {
        const { deflated } = settled();
        return deflated === undefined ? again() : inflated(deflated.data, size);
      },
      async fetch() {
        const { deflated } = settled();
        if (deflated === undefined) return again();
        return bytesOfAnswer(await helper().run({ kind: 'inflate', data: deflated.data, size }));
      },
      start(length) {
        const { deflated } = settled();
        return deflated === undefined ? again() : inflated(deflated.data, size, length);
      },
    },
    settle(sha256, deflated) {
      known = { sha256, deflated };
    },
  };
}
