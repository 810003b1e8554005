/** Addresses that are not on the public Internet (IANA special-purpose registries, RFC 6890). */
import { BlockList, isIP } from 'node:net';

const V4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '224.0.0.0/4',
  '240.0.0.0/4',
];
/** `64:ff9b::/96` and `2002::/16` carry an IPv4 address, which may be private: none of them is needed. */
const V6 = [
  '::/96',
  '64:ff9b::/96',
  '64:ff9b:1::/48',
  '100::/64',
  '2002::/16',
  'fc00::/7',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
];

const list = new BlockList();
for (const [blocks, family] of [
  [V4, 'ipv4'],
  [V6, 'ipv6'],
] as const)
  for (const block of blocks) {
    const [address = '', prefix] = block.split('/');
    list.addSubnet(address, Number(prefix), family);
  }

/** True for loopback, private, link-local, shared, multicast and reserved addresses, and for what is no IP address. */
export function isPrivateAddress(address: string): boolean {
  const version = isIP(address);
  if (version === 0) return true;
  // An IPv4 address in IPv6 form is checked as IPv4 by BlockList.
  return list.check(address, version === 4 ? 'ipv4' : 'ipv6');
}

/** True for the names and addresses of this machine, as `URL.hostname` gives them. */
export function isLoopbackHost(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
