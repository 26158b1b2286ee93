import type { See } from '../model/observation';
import { reasonWith, subscription } from '../model/testing';
import { lookupOf, privateZonesOn, testerIn } from './names';

/** What reasoning over what `answers` knows of each question comes to. */
function reason<T>(
  answers: (kind: string, params: Readonly<Record<string, string>>) => unknown,
  reasoning: (see: See) => T,
): T {
  const tried = reasonWith(({ kind, params }) => answers(kind, params as Record<string, string>), reasoning);
  if (tried.kind !== 'done') throw new Error(tried.kind);
  return tried.value;
}

describe('what a tried connection tells of a name', () => {
  const source = { type: 'Source', address: '10.0.0.9', issues: [] as readonly object[] };
  const tried = (status: string, ...hops: readonly object[]) =>
    lookupOf({ status, hops, probesSent: 30, probesFailed: 30 } as never);
  const dns = (type: string) => ({ type, origin: 'Outbound', context: {} });

  test.each([
    ['its address', tried('unreachable', source, { type: 'Internet', address: '203.0.113.9', issues: [] }), 'found'],
    ['it is reached', tried('reachable', source), 'found'],
    ['DNS does not have it', tried('unreachable', { ...source, issues: [dns('DnsResolution')] }), 'not-found'],
    [
      'DNS does not have it, in the other case',
      tried('unknown', { ...source, issues: [dns('DNSResolution')] }),
      'not-found',
    ],
    ['nothing but the source', tried('unreachable', source), 'untold'],
    ['only the name again', tried('unknown', source, { type: 'Destination', address: 'a.b', issues: [] }), 'untold'],
  ])('%s', (_, lookup, kind) => {
    expect(lookup.kind).toBe(kind);
  });
});

describe('a VM to look a name up from', () => {
  const agent = { name: 'w', type: 'NetworkWatcherAgentLinux', version: '1.4' };
  const well = { power: { known: 'running' }, agent: { known: 'ready' }, extensions: [agent] };
  const tester = (vms: Readonly<Record<string, object>>, nics: Readonly<Record<string, object>> = {}) =>
    reason(
      (kind, { id }) =>
        kind === 'networkInterface' ? { id, vm: id, ...nics[id ?? ''] } : { id, ...well, ...vms[id ?? ''] },
      (see) => testerIn(see, { id: 'vnet', prefixes: [], peers: [], dnsServers: [], nics: Object.keys(vms) }),
    )?.id;

  test.each<[string, object]>([
    ['is stopped', { power: { known: 'stopped' } }],
    ['has no Network Watcher agent', { extensions: [] }],
    ['has an agent that is not ready', { agent: { known: 'silent' } }],
  ])('is not one that %s', (_, vm) => {
    expect(tester({ a: vm, b: {} })).toBe('b');
    expect(tester({ a: vm })).toBeUndefined();
  });

  test('is not one that asks DNS servers of its own, nor what is no VM', () => {
    expect(tester({ a: {}, b: {} }, { a: { dnsServers: ['10.0.0.1'] } })).toBe('b');
    expect(tester({ a: {}, b: {} }, { a: { vm: undefined } })).toBe('b');
  });

  test('is looked for among a few', () => {
    const many = Object.fromEntries(Array.from({ length: 7 }, (_, index) => [`vm${index}`, { extensions: [] }]));
    expect(tester({ ...many, vm6: {} })).toBeUndefined();
  });
});

describe('the private zones of a name', () => {
  const network = 'vnet1';
  const zoneAt = (group: string, name: string) => ({ id: `${group}/${name}`, name });
  interface Zone {
    readonly zone: { readonly id: string; readonly name: string };
    readonly has?: readonly string[];
    readonly link?: object;
  }
  const told = (name: string, ...zones: readonly Zone[]) =>
    reason(
      (kind, { zone, type, name: label }) => {
        const found = zones.find((each) => each.zone.id === zone);
        if (kind === 'privateDnsZones') return { zones: zones.map((each) => each.zone) };
        if (kind === 'virtualNetworkLinks')
          return { links: found?.link ? [{ network: 'VNET1', resolutionPolicy: 'Default', ...found.link }] : [] };
        return { kind: found?.has?.includes(`${type} ${label}`) ? 'there' : 'absent' };
      },
      (see) => privateZonesOn(see, subscription, network, name),
    );
  const corp = zoneAt('a', 'corp.contoso.com');

  test('one that has the name and is linked answers', () => {
    const linked = { kind: 'linked', zone: corp, label: 'web1', record: 'there' };
    expect(told('web1.corp.contoso.com', { zone: corp, has: ['A web1'], link: {} })).toEqual(linked);
    expect(told('WEB1.Corp.contoso.com', { zone: corp, has: ['CNAME *'], link: {} })).toMatchObject({
      record: 'there',
    });
    expect(told('corp.contoso.com', { zone: corp, has: ['A @'], link: {} })).toMatchObject({ label: '@' });
  });

  test('one that has it and is not linked would answer', () => {
    expect(told('web1.corp.contoso.com', { zone: corp, has: ['A web1'] })).toEqual({ kind: 'not-linked', zone: corp });
    expect(told('web1.corp.contoso.com', { zone: corp })).toBeUndefined();
    expect(told('web1.notcorp.contoso.com', { zone: corp, has: ['A web1'] })).toBeUndefined();
  });

  test('of several the one that says most of the name', () => {
    const wide = { zone: zoneAt('a', 'contoso.com'), link: {} };
    expect(told('web1.corp.contoso.com', wide, { zone: corp, has: ['A web1'] })).toMatchObject({ kind: 'not-linked' });
    const answers = told(
      'web1.corp.contoso.com',
      { zone: wide.zone, has: ['A web1.corp'] },
      {
        zone: corp,
        link: {},
      },
    );
    expect(answers).toMatchObject({ kind: 'linked', zone: corp, record: 'absent' });
  });

  test('a second one of the same name cannot be linked beside the first', () => {
    const other = { zone: zoneAt('b', 'corp.contoso.com'), has: ['A web1'] };
    expect(told('web1.corp.contoso.com', other, { zone: corp, link: {} })).toMatchObject({
      kind: 'linked',
      zone: corp,
    });
  });

  test('one that asks public DNS for what it does not have decides nothing', () => {
    const link = { resolutionPolicy: 'NxDomainRedirect' };
    expect(told('web1.corp.contoso.com', { zone: corp, link })).toBeUndefined();
    expect(told('web1.corp.contoso.com', { zone: corp, has: ['A web1'], link })).toMatchObject({ record: 'there' });
  });

  test('a name with a private endpoint is an alias in privatelink', () => {
    const zone = zoneAt('a', 'privatelink.azurewebsites.net');
    expect(told('shop.azurewebsites.net', { zone, has: ['A shop'] })).toEqual({ kind: 'not-linked', zone });
    expect(told('shop.privatelink.azurewebsites.net', { zone, has: ['A shop'] })).toEqual({ kind: 'not-linked', zone });
  });
});
