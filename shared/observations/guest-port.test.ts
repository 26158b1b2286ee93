import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { guestPort, shellScript } from './guest-port';

const linux = (stdout: string, stderr = '') =>
  guestPort.answer.safeParse({
    value: [{ message: `Enable succeeded: \n[stdout]\n${stdout}\n[stderr]\n${stderr}` }],
  });
const windows = (stdout: string, stderr = '') =>
  guestPort.answer.safeParse({
    value: [
      { code: 'ComponentStatus/StdOut/succeeded', message: stdout },
      { code: 'ComponentStatus/StdErr/succeeded', message: stderr },
    ],
  });

const printed = (parts: Readonly<Record<string, readonly string[]>>, end = '\n') =>
  [...Object.entries(parts).flatMap(([part, lines]) => [`reconnect:${part}`, ...lines]), 'reconnect:end'].join(end);

test('a Linux VM tells who listens, which servers do not run, and what its firewalls say', () => {
  const answer = linux(
    printed({
      listening: ['LISTEN 0 511 127.0.0.1:443 0.0.0.0:* users:(("nginx",pid=7,fd=6))', 'reconnect:listed'],
      servers: [
        ...['ActiveState=failed', 'Id=nginx.service', 'LoadState=loaded'],
        ...['ActiveState=inactive', 'Id=httpd.service', 'LoadState=not-found'],
        ...['ActiveState=active', 'Id=haproxy.service', 'LoadState=loaded'],
      ],
      failed: ['nginx.service loaded failed failed A web server', 'shop.service loaded failed failed The shop'],
      iptables: ['-P INPUT ACCEPT'],
      nft: ['reconnect:listed'],
      iptablesOut: ['-P OUTPUT DROP'],
      nftOut: ['\t\ttype filter hook output priority filter; policy accept;', '\t}'],
    }),
    'script.sh: 8: ufw: not found',
  );
  expect(answer.data).toEqual({
    listening: [{ address: '127.0.0.1', port: 443, program: 'nginx' }],
    idle: [
      { name: 'nginx', state: 'failed' },
      { name: 'shop', state: 'failed' },
    ],
    firewall: {
      iptables: ['-P INPUT ACCEPT'],
      nft: [],
      iptablesOut: ['-P OUTPUT DROP'],
      nftOut: ['type filter hook output priority filter; policy accept;', '}'],
    },
  });
});

test('a Windows VM tells the same in two statuses', () => {
  const answer = windows(
    printed(
      {
        listening: ['LISTEN 0 0 [::]:443 *:* users:(("System",', 'reconnect:listed'],
        servers: ['Id=W3SVC', 'LoadState=loaded', 'ActiveState=inactive'],
        windows: ['profile Public True Block True', 'rule|Block|Any|443|Any|Any|Any|Hardening'],
      },
      '\r\n',
    ),
    'Get-NetFirewallRule : something',
  );
  expect(answer.data).toMatchObject({
    listening: [{ address: '::', port: 443, program: 'System' }],
    idle: [{ name: 'W3SVC', state: 'inactive' }],
    firewall: { windows: ['profile Public True Block True', 'rule|Block|Any|443|Any|Any|Any|Hardening'] },
  });
});

test('nobody could look where there is no ss', () => {
  expect(linux(printed({ listening: [] })).data?.listening).toBeUndefined();
});

test('an answer that was cut short is none', () => {
  expect(linux('LISTEN 0 1\nreconnect:end').success).toBe(false);
  expect(linux('reconnect:listening\nreconnect:listed').success).toBe(false);
});

test('each system is asked in its own language', () => {
  const asked = (os: 'Linux' | 'Windows') =>
    guestPort.request({
      vm: '/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/v',
      os,
      port: 443,
    });
  expect(asked('Linux').body).toMatchObject({ commandId: 'RunShellScript' });
  expect(asked('Windows').body).toMatchObject({ commandId: 'RunPowerShellScript' });
});

(existsSync('/usr/bin/ss') ? test : test.skip)('the script finds what listens on this machine', async () => {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const run = () =>
    linux(execFileSync('/bin/sh', ['-c', `(${shellScript(port).join('\n')}) 2>/dev/null`], { encoding: 'utf8' }));
  expect(run().data?.listening).toMatchObject([{ address: '127.0.0.1', port }]);
  await new Promise((done) => server.close(done));
  expect(run().data?.listening).toEqual([]);
});

describe('of each of the two statuses of Windows the last 4096 bytes arrive', () => {
  const rules = (many: number) =>
    Array.from({ length: many }, (_, index) => `rule|Allow|Any|443|Any|Any|Any|${'x'.repeat(50)} ${index}`);
  const whole = printed({ listening: ['reconnect:listed'], windows: rules(40) }, '\r\n');
  const last = (text: string) => Buffer.from(text).subarray(-4096).toString('utf8');

  test('one that fits is read whole, however much was complained of', () => {
    expect(last(whole)).toBe(whole);
    const complaints = last('Get-NetFirewallRule : something\r\n'.repeat(500));
    expect(windows(whole, complaints).data).toMatchObject({ listening: [], firewall: { windows: rules(40) } });
  });

  test('one whose beginning was cut off is no answer, although its end is there', () => {
    const cut = last(printed({ listening: ['reconnect:listed'], windows: rules(80) }, '\r\n'));
    expect(cut.trimEnd()).toMatch(/reconnect:end$/);
    expect(windows(cut).error?.issues).toMatchObject([
      { message: expect.stringContaining('did not arrive whole') as string },
    ]);
  });

  test('one that was cut in the middle of a mark is no answer', () => {
    expect(windows(whole.slice(3)).success).toBe(false);
  });

  test('marks among the complaints do not stand for those that are lost', () => {
    expect(windows(whole.slice(40), 'reconnect:listening').success).toBe(false);
  });
});
