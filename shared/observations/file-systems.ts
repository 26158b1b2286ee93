/** A file system of a Linux VM. */
export interface FileSystem {
  /** Where it is mounted. */
  readonly at: string;
  /** What is left of it, in KiB; and how many more files it takes, where it counts them. Absent where the VM did not tell. */
  readonly freeKb?: number | undefined;
  readonly freeFiles?: number | undefined;
  readonly mode: 'writable' | 'read-only' | 'unknown';
}

/** What is full and read-only however well it is: an image, and an overlay that has nowhere to write to. */
const IMAGES = /^(?:overlay|composefs|erofs|squashfs|cramfs|iso9660)$/;

/** Shows the file systems on which / and /var are. Changes nothing. */
export const FILE_SYSTEMS: readonly string[] = [
  'df -Pk / /var',
  'echo inodes',
  'df -Pi / /var',
  "grep -E '^[^ ]+ (/|/var) ' /proc/mounts | cut -c -120",
];

/** Reads what {@link FILE_SYSTEMS} printed, without images: `/dev/sda1 30298176 30281792 0 100% /`, the same in inodes, then `/dev/sda1 / ext4 rw,relatime 0 0`; `undefined` where that was nothing. */
export function fileSystemsIn(lines: readonly string[]): readonly FileSystem[] | undefined {
  const half = lines.indexOf('inodes');
  const [room, files] = [left(lines.slice(0, half)), left(lines.slice(half + 1))];
  // A later mount lies over an earlier one.
  const modes = new Map<string, FileSystem['mode'] | 'image'>(
    lines.flatMap((line) => {
      const [, at, type = '', options = ''] = /^\S+ (\/(?:var)?) (\S+) (\S+)/.exec(line) ?? [];
      const isReadOnly = options.split(',').includes('ro');
      const mode = !isReadOnly ? 'writable' : IMAGES.test(type) ? 'image' : 'read-only';
      return at === undefined ? [] : [[at, mode] as const];
    }),
  );
  const all = [...new Set([...room.keys(), ...modes.keys()])].flatMap((at) => {
    const mode = modes.get(at) ?? 'unknown';
    return mode === 'image' ? [] : [{ at, freeKb: room.get(at), freeFiles: files.get(at), mode }];
  });
  return all.length > 0 ? all : undefined;
}

/** What `df -P` says is left, by where it is mounted. A file system without a fixed number of inodes has a total of 0. */
const left = (lines: readonly string[]): ReadonlyMap<string, number> =>
  new Map(
    lines.flatMap((line) => {
      const [, total = '0', free = '', at = ''] = /\s(\d+)\s+\d+\s+(-?\d+)\s+(?:\d+%|-)\s+(\/\S*)$/.exec(line) ?? [];
      return Number(total) === 0 ? [] : [[at, Number(free)] as const];
    }),
  );
