/** Something that listens on TCP. */
export interface Listener {
  /** `0.0.0.0`, `::` and `*` stand for every address of their kind. */
  readonly address: string;
  readonly port: number;
  /** The program; `systemd` where a socket unit starts it at the first connection. Absent where `ss` did not tell. */
  readonly program?: string | undefined;
}

/** The line that follows a list of listeners when the list is whole. */
export const LISTED = 'reconnect:listed';

/** Reads what `ss -lntpH` printed; `undefined` where nobody could look. */
export function listenersIn(lines: readonly string[]): readonly Listener[] | undefined {
  const listeners = lines.flatMap((line) => {
    const [, local = '', program] = /^LISTEN\s+\d+\s+\d+\s+(\S+)\s+\S+(?:\s+users:\(\("([^"]+)")?/.exec(line) ?? [];
    return endpointIn(local).map((endpoint) => (program === undefined ? endpoint : { ...endpoint, program }));
  });
  return listeners.length > 0 || lines.includes(LISTED) ? listeners : undefined;
}

/** `0.0.0.0:22`, `[::]:22`, `*:22`, `127.0.0.53%lo:53`. */
export function endpointIn(written: string): readonly Listener[] {
  const [, bracketed, plain = '', port] = /^(?:\[([^\]]*)\]|([^[\]]*?))(?:%[^:]*)?:(\d+)$/.exec(written) ?? [];
  return port === undefined ? [] : [{ address: bracketed ?? plain, port: Number(port) }];
}

/** `10.0.0.4:2222`, for people. */
export const placesOf = (at: readonly Listener[]): string =>
  [...new Set(at.map(({ address, port }) => `${address.includes(':') ? `[${address}]` : address}:${port}`))].join(', ');
