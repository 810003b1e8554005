import { expect, it } from 'vitest';
import * as outbound from './index.ts';

it('[ops.outbound.exports] the package offers exactly this', () => {
  expect(Object.keys(outbound).sort()).toEqual(['createOutbound', 'isNoProxyEntry']);
});
