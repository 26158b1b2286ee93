import { crc32 } from 'node:zlib';

/** A file in an archive. `name` uses slashes, in ASCII. */
export interface Entry {
  readonly name: string;
  readonly content: Buffer;
}

/** 1980-01-01, the first day that a zip can name: the same files make the same archive. */
const date = 0x0021;
const version = 20;

/** A zip archive of a few small files, stored as they are (PKWARE APPNOTE 6.3.10, method 0). The same entries make the same bytes. */
export function zipOf(entries: readonly Entry[]): Buffer {
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const { name, content } of entries) {
    const path = Buffer.from(name, 'ascii');
    const about = aboutOf(path, content);
    const header = Buffer.concat([u32(0x04034b50), about, path]);
    // Made by FAT, no comment, first disk, no attributes.
    central.push(u32(0x02014b50), u16(version), about, u16(0, 0, 0), u32(0, offset), path);
    local.push(header, content);
    offset += header.length + content.length;
  }
  const directory = Buffer.concat(central);
  const { length } = entries;
  return Buffer.concat([
    ...local,
    directory,
    u32(0x06054b50),
    u16(0, 0, length, length),
    u32(directory.length, offset),
    u16(0),
  ]);
}

/** What both headers of a file say: no flags, stored, its time, checksum, sizes and the length of its name. */
const aboutOf = (path: Buffer, content: Buffer): Buffer =>
  Buffer.concat([
    u16(version, 0, 0, 0, date),
    u32(crc32(content), content.length, content.length),
    u16(path.length, 0),
  ]);

function u16(...values: readonly number[]): Buffer {
  const buffer = Buffer.alloc(2 * values.length);
  values.forEach((value, index) => buffer.writeUInt16LE(value, 2 * index));
  return buffer;
}

function u32(...values: readonly number[]): Buffer {
  const buffer = Buffer.alloc(4 * values.length);
  values.forEach((value, index) => buffer.writeUInt32LE(value, 4 * index));
  return buffer;
}
