/** Pins: what the package offers. A change here is a deliberate act. */
import { expect, it } from 'vitest';
import * as offered from './index.ts';

it('[core.exports] the exported values', () => {
  expect(Object.keys(offered).sort()).toEqual([
    'RemitError',
    'base64UrlOfText',
    'canonicalize',
    'concatBytes',
    'createIdSource',
    'equalBytes',
    'err',
    'errorFactory',
    'fixedClock',
    'fromBase64',
    'fromBase64Url',
    'fromHex',
    'fromUtf8',
    'isRefusal',
    'isTimeZone',
    'isWellFormed',
    'nanoUsd',
    'ok',
    'parseStrictJson',
    'rfc3339',
    'sha256',
    'sha256OfText',
    'silentLogger',
    'systemClock',
    'toBase64',
    'toBase64Url',
    'toHex',
    'utf8',
  ]);
});
