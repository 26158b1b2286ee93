import { backendHealth } from '../../shared/observations/backend-health';
import { networkSecurityGroup } from '../../shared/observations/network-security-group';
import { connect, disconnect, ways } from './connected';
import { GATEWAY, NSG } from './estate';

afterEach(disconnect);

test.each(ways)('how many requests ARM still takes is known from its answers: $name', async ({ way }) => {
  const { azure, ask } = await connect(way);
  const [read, write] = [networkSecurityGroup.request({ id: NSG }), backendHealth.request({ gateway: GATEWAY })];
  expect(azure.left(read)).toBeUndefined();
  await ask(networkSecurityGroup, { id: NSG });
  expect(azure.left(read)?.count).toBe(249);
  expect(azure.left(write)).toBeUndefined();
  await ask(backendHealth, { gateway: GATEWAY });
  expect(azure.left(write)?.count).toBe(199);
  expect(azure.left({ ...read, as: 'remediator' })).toBeUndefined();
});
