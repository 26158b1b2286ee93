import { BlockList, isIP } from 'node:net';
import { IPv4, IPv6 } from 'ipaddr.js';

/** Whether the text is an address or a prefix, and not a service tag or `*`. */
export function isAddressOrPrefix(text: string): boolean {
  const [base = '', length] = text.split('/');
  const family = isIP(base);
  if (family === 0 || text.split('/').length > 2) return false;
  return length === undefined || (/^\d{1,3}$/.test(length) && Number(length) <= (family === 4 ? 32 : 128));
}

/** Whether an address lies in a prefix (`10.0.0.0/8`) or is that address. IPv4 and IPv6. */
export function inPrefix(address: string, prefix: string): boolean {
  const range = rangeOf(prefix);
  return range !== undefined && isIP(address) === FAMILIES[range.family] && range.list.check(address, range.family);
}

interface Range {
  readonly family: 'ipv4' | 'ipv6';
  readonly list: BlockList;
}

const FAMILIES = { ipv4: 4, ipv6: 6 } as const;

/** The few prefixes of an estate are looked into again and again. */
const ranges = new Map<string, Range | undefined>();

function rangeOf(prefix: string): Range | undefined {
  if (!ranges.has(prefix)) ranges.set(prefix, readRange(prefix));
  return ranges.get(prefix);
}

function readRange(prefix: string): Range | undefined {
  if (!isAddressOrPrefix(prefix)) return undefined;
  const [base = '', length] = prefix.split('/');
  const family = isIP(base) === 4 ? 'ipv4' : 'ipv6';
  const list = new BlockList();
  if (length === undefined) list.addAddress(base, family);
  else list.addSubnet(base, Number(length), family);
  return { family, list };
}

/** Whether a prefix starts at the address that it names: `10.0.0.0/24` does, `10.0.0.5/24` does not. */
export function isNetwork(prefix: string): boolean {
  const [base = '', length] = prefix.split('/');
  if (length === undefined) return true;
  const family = isIP(base) === 4 ? IPv4 : IPv6;
  return family.networkAddressFromCIDR(prefix).toString() === family.parse(base).toString();
}

/** How many leading bits a prefix fixes. A bare address fixes all of them. */
export function prefixLength(prefix: string): number {
  const [base = '', length] = prefix.split('/');
  return length === undefined ? (isIP(base) === 4 ? 32 : 128) : Number(length);
}

/** The address ranges that the Internet does not carry and for which Azure has system routes to nowhere. */
export const PRIVATE_PREFIXES = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'] as const;

export const isPrivate = (address: string): boolean => PRIVATE_PREFIXES.some((prefix) => inPrefix(address, prefix));

/** The n-th address of an IPv4 prefix; n stays within its last byte. */
export function addressAt(prefix: string, n: number): string {
  const [base = ''] = prefix.split('/');
  const bytes = base.split('.');
  return [...bytes.slice(0, 3), Number(bytes[3]) + n].join('.');
}

/** Whether a port lies in `80`, `80-90` or `*`. */
export function inPorts(port: number, range: string): boolean {
  if (range === '*') return true;
  const { first, last } = portRange(range);
  return port >= first && port <= last;
}

/** The ends of `80`, `80-90` or `*`. */
export function portRange(range: string): { first: number; last: number } {
  if (range === '*') return { first: 0, last: 65535 };
  const [first = '', last = first] = range.split('-');
  return { first: Number(first), last: Number(last) };
}
