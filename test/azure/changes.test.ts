import { inspectChange, inverseOf, settles } from '../../shared/changes';
import type { Change } from '../../shared/model/change';
import { seeing } from '../../shared/model/see';
import { networkSecurityGroup } from '../../shared/observations/network-security-group';
import { routeTable } from '../../shared/observations/route-table';
import { vmExtension } from '../../shared/observations/vm-extension';
import { connect, disconnect, ways } from './connected';
import { NSG, ROUTES, VM } from './estate';
import { extension, newRoute, probing, redeploy, removal, restart, route, rule, script } from './sample-changes';

afterEach(disconnect);

describe.each(ways)('$name', ({ way }) => {
  describe('a change', () => {
    test('carries its request id and is followed to its end by a later poll', async () => {
      const { azure, twin, finish } = await connect(way);
      const sent = await azure.submit(redeploy, '6f1c4b1e-0000-4000-8000-000000000001');
      expect(sent).toMatchObject({ kind: 'pending', operation: { call: 'remediator' } });
      expect(twin.log[0]).toMatchObject({ method: 'POST', clientRequestId: '6f1c4b1e-0000-4000-8000-000000000001' });
      expect(await finish(sent)).toMatchObject({ kind: 'answered' });
    });

    test('restart', async () => {
      const { azure, finish } = await connect(way);
      expect(await finish(await azure.submit(restart, 'r'))).toMatchObject({ kind: 'answered' });
    });

    test('puts a rule and takes it away again', async () => {
      const { azure, finish, look } = await connect(way);
      expect(await finish(await azure.submit(rule, 'r1'))).toMatchObject({ kind: 'answered' });
      const after = await look(networkSecurityGroup, { id: NSG });
      expect(after.rules.map(({ name }) => name)).toEqual(['allow-ssh', rule.name]);
      const see = seeing([
        { kind: networkSecurityGroup.kind, params: { id: NSG }, at: '', outcome: { kind: 'answered', answer: after } },
      ]);
      expect(inspectChange(see, rule)).toBe('landed');

      expect(await finish(await azure.submit(removal, 'r2'))).toMatchObject({ kind: 'answered' });
      expect((await look(networkSecurityGroup, { id: NSG })).rules).toHaveLength(1);
    });

    test.each([
      ['changes a route and puts it back', route],
      ['adds a route and takes it away again', newRoute],
    ])('%s', async (_, change) => {
      const { azure, finish, look } = await connect(way);
      const landing = async (each: Change) => {
        const answer = await look(routeTable, { id: ROUTES });
        const outcome = { kind: 'answered', answer } as const;
        return inspectChange(seeing([{ kind: routeTable.kind, params: { id: ROUTES }, at: '', outcome }]), each);
      };
      const back = inverseOf(change)!;
      expect(await finish(await azure.submit(change, 'r1'))).toMatchObject({ kind: 'answered' });
      expect([await landing(change), await landing(back)]).toEqual(['landed', 'absent']);
      expect(await finish(await azure.submit(back, 'r2'))).toMatchObject({ kind: 'answered' });
      expect([await landing(change), await landing(back)]).toEqual(['absent', 'landed']);
    });

    test('runs an extension and keeps its secrets out of what is stored', async () => {
      const { azure, finish, look } = await connect(way);
      const sent = await azure.submit(extension, 'r');
      expect(JSON.stringify(sent)).not.toContain('reset_ssh');
      expect(await finish(sent)).toMatchObject({ kind: 'answered' });
      const id = `${VM}/extensions/enablevmaccess`;
      expect(await look(vmExtension, { id })).toMatchObject({ kind: 'installed', forceUpdateTag: 'incident-1' });
    });

    test('runs a script and reads whether it came to its end', async () => {
      const { azure, finish } = await connect(way);
      const done = await finish(await azure.submit(script, 'r'));
      if (done.kind !== 'answered') throw new Error(JSON.stringify(done));
      expect(settles(script, done.body)).toEqual({ kind: 'landed' });
    });

    test('sets one value of a gateway, and leaves everything else as it is', async () => {
      const { azure, finish, twin } = await connect(way);
      const gateway = () => twin.state.list('Microsoft.Network/applicationGateways')[0]!.properties;
      const before = structuredClone(gateway());
      expect(await finish(await azure.submit(probing, 'r'))).toMatchObject({ kind: 'answered' });
      const [probe] = before.probes as { name: string; properties: object }[];
      const after = { ...before, probes: [{ ...probe, properties: { ...probe?.properties, timeout: 60 } }] };
      expect(gateway()).toMatchObject(after);
    });

    test('does not overrule what somebody else made of a gateway', async () => {
      const { azure, requests } = await connect(way);
      expect(await azure.submit({ ...probing, from: 20 }, 'r')).toEqual({
        kind: 'refused',
        refusal: { kind: 'invalid', code: 'CHANGED_MEANWHILE', message: 'probes/health: timeout is no longer 20.' },
      });
      expect(requests()).toEqual([expect.stringMatching(/^GET .* 200$/)]);
    });

    test('of a gateway that cannot be read is not sent', async () => {
      const { azure, requests } = await connect(way, {
        missingActions: ['Microsoft.Network/applicationGateways/read'],
      });
      expect(await azure.submit(probing, 'r')).toMatchObject({ kind: 'refused', refusal: { kind: 'forbidden' } });
      expect(requests()).toHaveLength(1);
    });

    test('that fails tells Azure’s code', async () => {
      const fault = {
        path: '/redeploy',
        answer: {
          kind: 'operation',
          seconds: 20,
          code: 'AllocationFailed',
          message: 'See https://aka.ms/allocation-guidance.',
        },
      };
      const { azure, finish } = await connect(way, { faults: [fault] });
      expect(await finish(await azure.submit(redeploy, 'r'))).toEqual({
        kind: 'refused',
        refusal: { kind: 'failed', code: 'AllocationFailed', message: 'See [link]' },
      });
    });
  });

  test('an operation whose stored URL was bent is not polled', async () => {
    const { azure, twin, origin } = await connect(way);
    const sent = await azure.submit(redeploy, 'r');
    if (sent.kind !== 'pending') throw new Error(sent.kind);
    const requests = twin.log.length;
    const state = sent.operation.state.replaceAll(origin, 'https://127.0.0.1:1');
    expect(await azure.poll({ ...sent.operation, state })).toMatchObject({ refusal: { code: 'POLL_URL_ORIGIN' } });
    expect(twin.log).toHaveLength(requests);
  });
});
