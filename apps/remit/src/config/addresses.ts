/** Addresses and CIDR blocks as a configuration file names them. */
import { BlockList, isIP } from 'node:net';

/** Adds an address or a CIDR block to the list; false when it is neither. */
export function addAddressOrBlock(list: BlockList, entry: string): boolean {
  const [address = '', prefix, more] = entry.split('/');
  const version = isIP(address);
  if (version === 0 || more !== undefined) return false;
  const family = version === 4 ? 'ipv4' : 'ipv6';
  if (prefix === undefined) {
    list.addAddress(address, family);
    return true;
  }
  if (!/^\d{1,3}$/.test(prefix) || Number(prefix) > (version === 4 ? 32 : 128)) return false;
  list.addSubnet(address, Number(prefix), family);
  return true;
}

/** True for an IP address or a CIDR block. */
export function isAddressOrBlock(entry: string): boolean {
  return addAddressOrBlock(new BlockList(), entry);
}
