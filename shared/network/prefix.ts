import { IPv4, IPv6 } from 'ipaddr.js';
import type { Range, Ranges } from './ranges';
import { covers, meet } from './ranges';

/** IPv4 and IPv6 addresses lie on one line, IPv4 first, so that one set can hold both. */
const V4_SIZE = 1n << 32n;
const V6_SIZE = 1n << 128n;

export const IPV4: Ranges = [[0n, V4_SIZE]];
export const IPV6: Ranges = [[V4_SIZE, V4_SIZE + V6_SIZE]];
/** Every address, `*`. */
export const EVERY_ADDRESS: Ranges = [[0n, V4_SIZE + V6_SIZE]];
/** The first point after all addresses. */
export const AFTER_ADDRESSES = V4_SIZE + V6_SIZE;

/** The library also reads `10.1`, hexadecimal and octal, which Azure refuses. */
const V4_TEXT = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;

function pointOf(address: string): bigint | undefined {
  if (address.includes(':'))
    return IPv6.isValid(address) ? V4_SIZE + toBigInt(IPv6.parse(address).toByteArray()) : undefined;
  return V4_TEXT.test(address) ? toBigInt(IPv4.parse(address).octets) : undefined;
}

const toBigInt = (bytes: readonly number[]): bigint =>
  bytes.length === 4
    ? BigInt(bytes.reduce((value, byte) => value * 256 + byte, 0))
    : bytes.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);

/**
 * Reads `10.0.0.0/24`, `10.0.0.4`, `10.0.0.1-10.0.0.9` and their IPv6 kin; host bits in a prefix are ignored, as Azure
 * does. Throws on anything else.
 */
export function parsePrefix(text: string): Range {
  const trimmed = text.trim();
  const range = trimmed.includes('/') ? readMasked(trimmed) : readRange(trimmed);
  if (!range) throw notAnAddress(text);
  return range;
}

function readRange(text: string): Range | undefined {
  const [first = '', last = first, ...more] = text.split('-');
  const from = pointOf(first);
  const to = pointOf(last);
  if (more.length > 0 || from === undefined || to === undefined) return undefined;
  return from <= to && from < V4_SIZE === to < V4_SIZE ? [from, to + 1n] : undefined;
}

function readMasked(text: string): Range | undefined {
  const [address = '', length = '', ...more] = text.split('/');
  const point = pointOf(address);
  if (more.length > 0 || point === undefined || !/^\d{1,3}$/.test(length)) return undefined;
  const [base, bits] = point < V4_SIZE ? [0n, 32] : [V4_SIZE, 128];
  if (Number(length) > bits) return undefined;
  const size = 1n << BigInt(bits - Number(length));
  const from = ((point - base) / size) * size + base;
  return [from, from + size];
}

const notAnAddress = (text: string): Error =>
  new Error(`Not an address, a prefix, a range or a service tag: "${text}"`);

function addressText(point: bigint): string {
  const v6 = point >= V4_SIZE;
  const value = v6 ? point - V4_SIZE : point;
  const bytes = Array.from({ length: v6 ? 16 : 4 }, (_, i) =>
    Number((value >> BigInt(8 * ((v6 ? 15 : 3) - i))) & 255n),
  );
  return (v6 ? new IPv6(bytes) : new IPv4(bytes)).toString();
}

/** The shortest text of a range: an address, a prefix, or `first-last`. A range over both families becomes two texts. */
export function formatRange([from, to]: Range): readonly string[] {
  const start = BigInt(from);
  const end = BigInt(to);
  if (start < V4_SIZE && end > V4_SIZE) return [...formatRange([start, V4_SIZE]), ...formatRange([V4_SIZE, end])];
  const size = end - start;
  const base = start < V4_SIZE ? 0n : V4_SIZE;
  const isPrefix = (size & (size - 1n)) === 0n && (start - base) % size === 0n;
  if (size === 1n) return [addressText(start)];
  if (isPrefix) return [`${addressText(start)}/${(base === 0n ? 32 : 128) - (size.toString(2).length - 1)}`];
  return [`${addressText(start)}-${addressText(end - 1n)}`];
}

/** Whether every address of `inner` is in `outer`. */
export const prefixContains = (outer: string, inner: string): boolean =>
  covers([parsePrefix(outer)], [parsePrefix(inner)]);

const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'];

/** Whether an address is one that the Internet does not carry (RFC 1918, RFC 6598). */
export const isPrivate = (address: string): boolean => PRIVATE.some((prefix) => prefixContains(prefix, address));

/** Whether the two have an address in common. */
export const prefixesOverlap = (a: string, b: string): boolean => meet([parsePrefix(a)], [parsePrefix(b)]);

/** The number of leading bits that a prefix fixes: 24 for `10.0.0.0/24`, 32 for `10.0.0.4`. */
export function prefixLength(text: string): number {
  const [from, to] = parsePrefix(text);
  const bits = BigInt(from) < V4_SIZE ? 32 : 128;
  return bits - ((BigInt(to) - BigInt(from)).toString(2).length - 1);
}
