import * as fc from 'fast-check';
import type { Box } from '../model/flow';
import type { Evaluation } from './nsg';
import { evaluate, nsgEvaluator } from './nsg';
import { evaluatePath } from './nsg-path';
import type { SecurityRule } from './rules';
import { contextFor } from './service-tags';
import type { NetworkContext } from '../model/network-context';
import { allow, deny, flow } from './testing/examples';
import * as small from './testing/small-world';

const context = { virtualNetwork: ['10.0.0.0/16', 'fd00:10::/48'] };
const infrastructure = flow('GatewayManager', '10.0.1.0/24', '65200-65535');

const parts = (evaluation: Evaluation): readonly string[] =>
  evaluation.parts.map((part) => `${part.ports} ${part.access} ${part.rule.name}`);

describe('a service tag as the source', () => {
  test('nothing but the default rules denies GatewayManager', () => {
    expect(evaluate([], infrastructure, context)).toMatchObject({ access: 'Deny', rule: { name: 'DenyAllInBound' } });
  });

  test.each(['GatewayManager', 'gatewaymanager', 'Internet', '*', 'Any', '0.0.0.0/0'])(
    'allow %s covers it',
    (source) => {
      const evaluation = evaluate([allow('a', 200, source, '*', '65200-65535')], infrastructure, context);
      expect(parts(evaluation)).toEqual(['65200-65535 Allow a']);
    },
  );

  test('deny Internet before the allow rule denies it', () => {
    const rules = [deny('d', 100, 'Internet', '*', '65200-65535'), allow('a', 200, 'GatewayManager', '*', '*')];
    expect(parts(evaluate(rules, infrastructure, context))).toEqual(['65200-65535 Deny d']);
  });

  test('deny VirtualNetwork says nothing about it', () => {
    const rules = [deny('d', 100, 'VirtualNetwork', '*', '*'), allow('a', 200, 'GatewayManager', '*', '*')];
    expect(evaluate(rules, infrastructure, context).access).toBe('Allow');
  });

  test('a prefix may hold some of its addresses: undecided, and the prefix is to blame', () => {
    const rules = [deny('d', 100, '20.0.0.0/8', '*', '*'), allow('a', 200, 'GatewayManager', '*', '*')];
    expect(parts(evaluate(rules, infrastructure, context))).toEqual(['65200-65535 Undecided d']);
  });

  test('an allowed prefix is not enough', () => {
    const evaluation = evaluate([allow('a', 100, '20.0.0.0/8', '*', '*')], infrastructure, context);
    expect(evaluation).toMatchObject({ access: 'Undecided', rule: { name: 'DenyAllInBound' } });
  });

  test('it does not matter what a prefix holds when the outcome is the same', () => {
    const rules = [deny('d', 100, '20.0.0.0/8', '*', '*'), deny('e', 200, 'Internet', '*', '*')];
    expect(evaluate(rules, infrastructure, context)).toMatchObject({ access: 'Deny', rule: { name: 'e' } });
  });

  test('several prefixes together can hold every tag', () => {
    const rules = [deny('d', 100, '0.0.0.0/1', '*', '*'), deny('e', 110, '128.0.0.0/1', '*', '*')];
    const evaluation = evaluate([...rules, allow('a', 200, 'GatewayManager', '*', '*')], infrastructure, context);
    expect(evaluation.access).toBe('Deny');
  });

  test('whether two tags share addresses is unknown; a regional tag lies in its tag', () => {
    const toStorage: Box = { ...flow('10.0.0.4', 'Storage.KoreaCentral', '443'), direction: 'Outbound' };
    const out = (name: string, tag: string): SecurityRule => ({
      ...deny(name, 100, '*', tag, '*'),
      direction: 'Outbound',
    });
    expect(evaluate([out('d', 'Storage')], toStorage, context).access).toBe('Deny');
    expect(evaluate([out('d', 'AzureCloud')], toStorage, context).access).toBe('Undecided');
    const toAllStorage = { ...toStorage, destination: 'Storage' };
    expect(evaluate([out('d', 'Storage.KoreaCentral')], toAllStorage, context).access).toBe('Undecided');
  });
});

describe('ranges of ports', () => {
  test('the denied part is named', () => {
    const rules = [deny('d', 100, '*', '*', '65300-65310'), allow('a', 200, 'GatewayManager', '*', '65200-65535')];
    expect(parts(evaluate(rules, infrastructure, context))).toEqual([
      '65200-65299 Allow a',
      '65300-65310 Deny d',
      '65311-65535 Allow a',
    ]);
  });

  test('the v1 range next to a rule for the v2 range', () => {
    const v1 = { ...infrastructure, destinationPorts: '65503-65534' };
    const evaluation = evaluate([allow('a', 200, 'GatewayManager', '*', '65200-65520')], v1, context);
    expect(parts(evaluation)).toEqual(['65503-65520 Allow a', '65521-65534 Deny DenyAllInBound']);
    expect(evaluation).toMatchObject({ access: 'Deny', rule: { name: 'DenyAllInBound' } });
  });
});

describe('known addresses', () => {
  test('load balancer probes and the virtual network pass by default, the Internet does not', () => {
    const rules = (source: string) => evaluate([], flow(source, '10.0.0.4', '80'), context).rule.name;
    expect(['AzureLoadBalancer', '10.0.3.3', '8.8.8.8'].map(rules)).toEqual([
      'AllowVnetInBound',
      'AllowVnetInBound',
      'DenyAllInBound',
    ]);
  });

  test.each(['10.9.0.4', '172.16.0.4', '192.168.0.4', '100.64.0.4', '100.127.255.4', 'fd77::4'])(
    '%s is not the Internet’s, no service tag holds it, and it may be on premises',
    (address) => {
      const to = address.includes(':') ? 'fd00:10::4' : '10.0.0.4';
      const from = (source: string) =>
        evaluate([allow('a', 100, source, '*', '443')], flow(address, to, '443'), context).access;
      expect(['Internet', 'GatewayManager', '*'].map(from)).toEqual(['Deny', 'Deny', 'Allow']);
      expect(contextFor(address, context).perhapsVirtualNetwork).toEqual([address]);
    },
  );

  test.each(['100.63.255.4', '100.128.0.4', '8.8.8.8', '2001:db8::4'])('%s is the Internet’s', (address) => {
    const to = address.includes(':') ? 'fd00:10::4' : '10.0.0.4';
    expect(evaluate([allow('a', 100, 'Internet', '*', '443')], flow(address, to, '443'), context).access).toBe('Allow');
    expect(contextFor(address, context)).toBe(context);
  });

  test('IPv6', () => {
    const rules = [allow('a', 100, '2001:db8::/32', 'fd00:10::/64', '443')];
    expect(evaluate(rules, flow('2001:db8::7', 'fd00:10::4', '443'), context).access).toBe('Allow');
    expect(evaluate(rules, flow('2001:db9::7', 'fd00:10::4', '443'), context).access).toBe('Deny');
    expect(evaluate([allow('a', 100, '0.0.0.0/0', '*', '443')], flow('2001:db8::7', '*', '443'), context).access).toBe(
      'Deny',
    );
  });

  test('ICMP has no ports: a rule for every protocol on one port is not about it', () => {
    const ping: Box = { ...flow('8.8.8.8', '10.0.0.4', '*'), protocol: 'Icmp' };
    expect(evaluate([{ ...allow('a', 100, '*', '*', '443'), protocol: '*' }], ping, context).access).toBe('Deny');
    expect(evaluate([{ ...allow('a', 100, '*', '*', '*'), protocol: '*' }], ping, context).access).toBe('Allow');
    expect(evaluate([{ ...allow('a', 100, '*', '*', '443'), protocol: 'Icmp' }], ping, context).access).toBe('Allow');
  });

  test('application security groups: unknown members are undecided, known ones are not', () => {
    const web = '/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/applicationSecurityGroups/web';
    const rules = [allow('a', 100, 'Internet', web, '443')];
    const toVm = flow('8.8.8.8', '10.0.0.4', '443');
    const inGroups = (address: string, ...groups: string[]) => ({
      ...context,
      memberships: [{ addresses: [address], groups }],
    });
    expect(evaluate(rules, toVm, context).access).toBe('Undecided');
    expect(evaluate(rules, toVm, inGroups('10.0.0.4', web.toUpperCase())).access).toBe('Allow');
    expect(evaluate(rules, toVm, inGroups('10.0.0.4', `${web}2`)).access).toBe('Deny');
    expect(evaluate(rules, toVm, inGroups('10.0.0.4')).access).toBe('Deny');
    expect(evaluate(rules, toVm, inGroups('10.0.0.5', web)).access).toBe('Undecided');
    expect(evaluate(rules, flow('8.8.8.8', web, '443'), context).access).toBe('Allow');
  });

  test('a rule that could not be read leaves open what it may match, unless a rule before it decides', () => {
    const unreadable = { ...allow('u', 200, '*', '*', '443'), access: 'Unreadable' } as const;
    const to = (port: string, ...rules: Parameters<typeof evaluate>[0]) =>
      evaluate(rules, flow('8.8.8.8', '10.0.0.4', port), context);
    expect(to('443', unreadable)).toMatchObject({ access: 'Undecided', rule: { name: 'u' } });
    expect(to('443', unreadable, allow('a', 300, '*', '*', '*')).access).toBe('Undecided');
    expect(to('80', unreadable).access).toBe('Deny');
    expect(to('443', allow('a', 100, '*', '*', '443'), unreadable).access).toBe('Allow');
    expect(to('443', deny('d', 100, '*', '*', '443'), unreadable)).toMatchObject({
      access: 'Deny',
      rule: { name: 'd' },
    });
  });

  test('a private address that VirtualNetwork may hold is undecided only where that matters', () => {
    const from = (...rules: Parameters<typeof evaluate>[0]) =>
      evaluate(rules, flow('192.168.7.4', '10.0.0.4', '22'), {
        ...context,
        perhapsVirtualNetwork: ['192.168.7.4'],
      }).access;
    expect(from()).toBe('Undecided');
    expect(from(deny('d', 300, 'VirtualNetwork', '*', '22'))).toBe('Deny');
    expect(from(deny('d', 300, 'VirtualNetwork', '*', '22'), allow('a', 400, '*', '*', '*'))).toBe('Undecided');
    expect(from(deny('d', 300, '*', '*', '22'))).toBe('Deny');
    expect(from(allow('a', 300, '*', '*', '22'))).toBe('Allow');
  });

  test('a text that Azure does not know is an error that names it', () => {
    expect(() => evaluate([allow('a', 100, '10.0.0.0/33', '*', '443')], infrastructure, context)).toThrow(
      '10.0.0.0/33',
    );
  });
});

/** The rules that decide this flow to a port, by trying every packet. */
function tried(rules: readonly SecurityRule[], flow: Box, port: number): ReadonlySet<SecurityRule> {
  const { protocol, source, sourcePorts, destination } = flow;
  return new Set(
    small.PORTS.filter((from) => small.portHolds(sourcePorts, from)).flatMap((sourcePort) => {
      const decides = small.decider(rules, 'Inbound', { protocol, sourcePort, destinationPort: port });
      const destinations = small.placesOf(destination);
      return small.placesOf(source).flatMap((from) => destinations.map((to) => decides(from, to)));
    }),
  );
}

const accessOf = (deciding: Iterable<SecurityRule>): string => {
  const [one, other] = new Set([...deciding].map(({ access }) => access));
  return other === undefined ? one! : 'Undecided';
};

/** The verdict on one port: there is one for each. */
function verdictOn(port: number, { parts: verdicts }: Evaluation) {
  const [verdict, ...others] = verdicts.filter(({ ports }) => small.portHolds(ports, port));
  expect(others).toEqual([]);
  return verdict!;
}

const flows = fc.record({
  direction: fc.constant('Inbound' as const),
  protocol: fc.constantFrom(...small.PROTOCOLS),
  source: fc.constantFrom(...small.sideTexts),
  sourcePorts: fc.constantFrom('*', '22'),
  destination: fc.constantFrom('10.0.0.1', 'Storage', '*', 'VirtualNetwork'),
  destinationPorts: fc.constant('*'),
});

test('every packet of the small world: the same verdicts and the same rules as trying them all', () => {
  fc.assert(
    fc.property(small.rulesArbitrary(6), flows, (rules, flow) => {
      const evaluation = nsgEvaluator(rules, small.CONTEXT)(flow);
      for (const port of small.PORTS) {
        const deciding = tried(rules, flow, port);
        const verdict = verdictOn(port, evaluation);
        expect(new Set(verdict.rules)).toEqual(deciding);
        expect(verdict.access).toBe(accessOf(deciding));
      }
    }),
    { seed: 1, numRuns: 150 },
  );
});

test('every packet of the small world: a rule that cannot be read leaves open exactly what it could change', () => {
  fc.assert(
    fc.property(small.rulesArbitrary(5), fc.nat(), flows, (rules, at, flow) => {
      fc.pre(rules.length > 0);
      const odd = rules[at % rules.length]!;
      const others = rules.filter((rule) => rule !== odd);
      const evaluation = nsgEvaluator([...others, { ...odd, access: 'Unreadable' }], small.CONTEXT)(flow);
      const possible = [others, ...(['Allow', 'Deny'] as const).map((access) => [...others, { ...odd, access }])];
      for (const port of small.PORTS) {
        const deciding = possible.flatMap((each) => [...tried(each, flow, port)]);
        const { access, rules: named } = verdictOn(port, evaluation);
        expect(access).toBe(accessOf(deciding));
        expect(new Set(named.map(({ name }) => name))).toEqual(new Set(deciding.map(({ name }) => name)));
      }
    }),
    { seed: 1, numRuns: 100 },
  );
});

test('every address of the small world: the verdict stands where it is the same on premises and elsewhere', () => {
  fc.assert(
    fc.property(small.rulesArbitrary(6), flows, fc.constantFrom(...small.ADDRESSES), (rules, flow, source) => {
      const from = (context: NetworkContext) => evaluate(rules, { ...flow, source }, context);
      const { virtualNetwork } = small.CONTEXT;
      const context = contextFor(source, small.CONTEXT);
      const onPremises = context.perhapsVirtualNetwork ? [...virtualNetwork, source] : virtualNetwork;
      const possible = [virtualNetwork, onPremises].map((each) => from({ virtualNetwork: each }));
      const evaluation = from(context);
      for (const port of small.PORTS) {
        const [one, other] = possible.map((each) => verdictOn(port, each).access);
        expect(verdictOn(port, evaluation).access).toBe(one === other ? one : 'Undecided');
      }
    }),
    { seed: 1, numRuns: 150 },
  );
});

describe('evaluatePath', () => {
  const open = { id: 'open', rules: [allow('a', 100, '*', '*', '*')] };
  const closed = { id: 'closed', rules: [deny('d', 100, '*', '*', '*')] };

  test('inbound meets the subnet first, outbound the network interface', () => {
    const path = { subnet: closed, nic: { ...closed, id: 'nic' } };
    expect(evaluatePath(path, infrastructure, context).blamed?.at).toBe('subnet');
    const outbound = { ...flow('10.0.0.4', '8.8.8.8', '53'), direction: 'Outbound' as const };
    expect(evaluatePath({ subnet: open, nic: open }, outbound, context)).toMatchObject({ access: 'Allow' });
    const closedOut = { id: 'out', rules: [{ ...closed.rules[0]!, direction: 'Outbound' as const }] };
    expect(evaluatePath({ subnet: closedOut, nic: closedOut }, outbound, context).blamed?.at).toBe('nic');
  });

  test('both must allow, and the one that does not is blamed', () => {
    const blamed = evaluatePath({ subnet: open, nic: closed }, infrastructure, context).blamed;
    expect(blamed).toMatchObject({ at: 'nic', networkSecurityGroup: 'closed', evaluation: { rule: { name: 'd' } } });
  });

  test('a missing group allows everything', () => {
    const evaluation = evaluatePath({ subnet: undefined, nic: undefined }, infrastructure, context);
    expect(evaluation).toEqual({ access: 'Allow', blamed: undefined, denying: [], stages: [] });
  });
});
