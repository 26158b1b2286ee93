import type { Ranges } from './ranges';
import { covers, join } from './ranges';

/** Every port, `*`. */
export const EVERY_PORT: Ranges = [[0, 65536]];

/**
 * Reads Azure's port texts: `443`, `65200-65535`, `*`, and lists of them with commas. Throws on anything else.
 */
export function parsePorts(text: string): Ranges {
  return join(text.split(',').flatMap((part) => parseRange(part.trim(), text)));
}

function parseRange(part: string, whole: string): Ranges {
  if (part === '*') return EVERY_PORT;
  const match = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(part);
  const from = Number(match?.[1]);
  const to = Number(match?.[2] ?? match?.[1]);
  if (!match || from > to || to > 65535) throw new Error(`Not a port, a port range or *: "${whole}"`);
  return [[from, to + 1]];
}

/** The shortest texts of a port set, one for each unbroken range: `*`, `443`, `65200-65535`. */
export function portTexts(ports: Ranges): readonly string[] {
  return ports.map(([from, to]) => {
    const last = Number(to) - 1;
    if (from === 0 && last === 65535) return '*';
    return Number(from) === last ? `${last}` : `${from}-${last}`;
  });
}

/** The port set as one text, with commas: `80,443,8000-8080`. */
export const formatPorts = (ports: Ranges): string => portTexts(ports).join(',');

/** Whether every port of `inner` is in `outer`. */
export const portsContain = (outer: string, inner: string): boolean => covers(parsePorts(outer), parsePorts(inner));
