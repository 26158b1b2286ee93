import { connectAzure } from '../../shared/azure/connect';
import { networkSecurityGroup } from '../../shared/observations/network-security-group';
import { OBSERVER } from '../../shared/simulation/twin/direct';
import { connect, disconnect, overHttps } from './connected';
import { NSG } from './estate';

afterEach(disconnect);

test('a managed identity’s token is fetched by the SDK’s own credential', async () => {
  const { twin } = await connect(overHttps);
  process.env.IDENTITY_ENDPOINT = twin.identityEndpoint;
  process.env.IDENTITY_HEADER = twin.identityHeader;
  try {
    const azure = connectAzure({ armEndpoint: twin.armEndpoint, observerClientId: OBSERVER, now: () => Date.now() });
    expect(await azure.ask(networkSecurityGroup.request({ id: NSG }))).toEqual(
      expect.objectContaining({ kind: 'answered' }),
    );
  } finally {
    delete process.env.IDENTITY_ENDPOINT;
    delete process.env.IDENTITY_HEADER;
  }
});

test('when nobody listens, Azure is unavailable', async () => {
  const { azure, twin } = await connect(overHttps);
  await twin.close();
  expect(await azure.ask(networkSecurityGroup.request({ id: NSG }))).toMatchObject({
    kind: 'refused',
    refusal: { kind: 'unavailable' },
  });
});
