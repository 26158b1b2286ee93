import { describeBox } from './flow';
import { flow } from '../network/testing/examples';

test.each([
  [flow('GatewayManager', '*', '65200-65535'), 'TCP GatewayManager → *:65200-65535'],
  [
    { ...flow('10.0.0.0/24', '10.0.1.4', '53'), protocol: 'Udp' as const, sourcePorts: '53' },
    'UDP 10.0.0.0/24:53 → 10.0.1.4:53',
  ],
  [{ ...flow('*', 'VirtualNetwork', '*'), protocol: 'Icmp' as const }, 'ICMP * → VirtualNetwork'],
  [{ ...flow('2001:db8::/32', 'fd00::4', '443'), sourcePorts: '22' }, 'TCP [2001:db8::/32]:22 → [fd00::4]:443'],
  [flow('AzureFrontDoor.Backend', 'Internet', '443'), 'TCP AzureFrontDoor.Backend → Internet:443'],
])('%j', (box, line) => {
  expect(describeBox(box)).toBe(line);
});
