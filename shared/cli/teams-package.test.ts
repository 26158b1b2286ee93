import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import { temporaryFolder } from '../simulation/temporary-folder';
import { teamsPackage, writeTeamsPackage } from './teams-package';

const root = path.join(__dirname, '../..');
const source = path.join(root, 'infra/teams');
const botId = '28A1F0C4-1111-4000-8000-5D0E6F1C9B3A';
const folder = temporaryFolder('teams-package');
afterAll(() => folder.remove());

/** The files of a zip, by its central directory; each local header and checksum must say the same. */
function filesIn(zip: Buffer): ReadonlyMap<string, Buffer> {
  const end = zip.length - 22;
  expect(zip.readUInt32LE(end)).toBe(0x06054b50);
  const files = new Map<string, Buffer>();
  let at = zip.readUInt32LE(end + 16);
  for (let count = zip.readUInt16LE(end + 10); count > 0; count--) {
    expect(zip.readUInt32LE(at)).toBe(0x02014b50);
    const [checksum, size, named] = [zip.readUInt32LE(at + 16), zip.readUInt32LE(at + 24), zip.readUInt16LE(at + 28)];
    const name = zip.toString('ascii', at + 46, at + 46 + named);
    const local = zip.readUInt32LE(at + 42);
    expect(zip.readUInt32LE(local)).toBe(0x04034b50);
    expect(zip.subarray(local + 4, local + 30)).toEqual(zip.subarray(at + 6, at + 32));
    const content = zip.subarray(local + 30 + named, local + 30 + named + size);
    expect(crc32(content)).toBe(checksum);
    files.set(name, content);
    at += 46 + named;
  }
  expect(at).toBe(end);
  return files;
}

test('the archive has the manifest with the bot’s id, and the icons, and is the same each time', async () => {
  const zip = await teamsPackage(source, botId);
  const files = filesIn(zip);
  expect([...files.keys()]).toEqual(['manifest.json', 'color.png', 'outline.png']);
  const id = botId.toLowerCase();
  expect(JSON.parse(files.get('manifest.json')?.toString() ?? '')).toMatchObject({
    id,
    bots: [{ botId: id }],
    webApplicationInfo: { id },
  });
  expect(files.get('color.png')).toEqual(readFileSync(path.join(source, 'color.png')));
  expect(await teamsPackage(source, botId)).toEqual(zip);
});

test.each<[string, (manifest: Record<string, unknown>) => unknown, RegExp]>([
  ['a long name', (manifest) => ({ ...manifest, name: { short: 'x'.repeat(31) } }), /name\.short/],
  ['no permission', (manifest) => ({ ...manifest, authorization: undefined }), /authorization/],
  ['an id of its own', (manifest) => ({ ...manifest, id: '11111111-1111-4111-8111-111111111111' }), /are not the same/],
  ['a member that Teams does not know', (manifest) => ({ ...manifest, extra: 1 }), /extra/],
  [
    'no https',
    (manifest) => ({ ...manifest, developer: { name: 'x', websiteUrl: 'http://x' } }),
    /developer\.websiteUrl/,
  ],
])('a manifest with %s is refused', async (_, change, because) => {
  const copy = path.join(folder.path, 'manifest');
  cpSync(source, copy, { recursive: true });
  const file = path.join(copy, 'manifest.json');
  writeFileSync(file, JSON.stringify(change(JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>)));
  await expect(teamsPackage(copy, botId)).rejects.toMatchObject({
    code: 'TEAMS_APP_INVALID',
    message: expect.stringMatching(because) as string,
  });
});

test('an icon of another size, and an id that is none, are refused', async () => {
  const copy = path.join(folder.path, 'icons');
  cpSync(source, copy, { recursive: true });
  cpSync(path.join(source, 'color.png'), path.join(copy, 'outline.png'));
  await expect(teamsPackage(copy, 'my-bot')).rejects.toMatchObject({
    message: expect.stringMatching(/id: [^]*outline\.png: is no PNG of 32 × 32 pixels/) as string,
  });
});

test('the bot’s id is taken from azd’s environment, and the path is printed', async () => {
  const printed: string[] = [];
  const out = path.join(folder.path, 'app.zip');
  expect(await writeTeamsPackage(root, { botId, out }, {}, (line) => void printed.push(line))).toBe(0);
  expect(printed).toEqual([out]);
  expect(filesIn(readFileSync(out)).size).toBe(3);
  await expect(writeTeamsPackage(folder.path, { botId: undefined, out }, {}, () => undefined)).rejects.toMatchObject({
    code: 'NO_BOT',
  });
});
