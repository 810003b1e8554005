/**
 * What the verifier takes from Node and a browser does not have, for the bundle of verify.html. Nothing of it is reached on
 * the way of a verification but `Buffer`, of which two readings of text are used.
 */

const absent = (name: string) => () => {
  throw new Error(`${name} is not there in a browser`);
};

/** node:zlib. Archives are inflated by the platform (open-zip.ts). */
export const inflateRawSync = absent('inflateRawSync');
/** node:zlib */
export const deflateRawSync = absent('deflateRawSync');
/** node:zlib; undefined, so that our own table is used. */
export const crc32 = undefined;
/** node:fs */
export const lstatSync = absent('lstatSync');
/** node:fs */
export const realpathSync = absent('realpathSync');

/** The two readings of bytes that the joins use. */
export const Buffer = {
  from(data: ArrayBuffer | string, at?: number | 'latin1', length?: number) {
    const bytes =
      typeof data === 'string'
        ? Uint8Array.from(data, (c) => c.charCodeAt(0))
        : new Uint8Array(data, typeof at === 'number' ? at : 0, length);
    return {
      toString(encoding: 'latin1' | 'utf8') {
        if (encoding === 'utf8') return new TextDecoder().decode(bytes);
        let text = '';
        for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
        return text;
      },
    };
  },
};
