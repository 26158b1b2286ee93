import { fileSystemsIn } from './file-systems';

const rooms = (root: string) => [
  'Filesystem 1024-blocks Used Available Capacity Mounted on',
  root,
  'inodes',
  'Filesystem Inodes IUsed IFree IUse% Mounted on',
];

test('what is left of a disk, and how it is mounted', () => {
  const disk = [
    ...rooms('/dev/sda1 30298176 30281792 16384 100% /'),
    '/dev/sda1 3870720 100 3870620 1% /',
    '/dev/sda1 / ext4 ro,relatime 0 0',
  ];
  expect(fileSystemsIn(disk)).toEqual([{ at: '/', freeKb: 16_384, freeFiles: 3_870_620, mode: 'read-only' }]);
});

test.each(['overlay ro,relatime,lowerdir+=/run/ostree', 'erofs ro', 'squashfs ro,relatime'])(
  'an image is full and read-only however well it is: %s',
  (mounted) => {
    const image = [...rooms('composefs 5940 5940 0 100% /'), 'composefs 0 0 0 - /', `composefs / ${mounted} 0 0`];
    expect(fileSystemsIn(image)).toBeUndefined();
    expect(fileSystemsIn([...image, '/dev/sda4 /var xfs rw,relatime 0 0'])).toEqual([{ at: '/var', mode: 'writable' }]);
  },
);

test('an overlay that can be written to counts', () => {
  expect(fileSystemsIn(['overlay / overlay rw,upperdir=/rw 0 0'])).toMatchObject([{ at: '/', mode: 'writable' }]);
});
