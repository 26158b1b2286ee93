import { healthyWindows, ids, rdpTarget, reasonOver } from '../../model/testing';
import { rdp } from './rdp';

const { guestRdp: well } = healthyWindows;
const at = (port: number, program = 'TermService', address = '0.0.0.0') => ({ address, port, program });
const rules = (...lines: readonly string[]) => ({
  firewall: { windows: ['network Public', 'profile Public True Block True', ...lines] },
});
const off = (name: string, profiles = 'Any') => ({ name, state: 'off', profiles });
const denying = { denied: { known: 'yes' }, listening: [] };

const judge = (differs: object) =>
  rdp.map((cause) => {
    const answers = { ...healthyWindows, guestRdp: { ...well, ...differs } };
    const judged = reasonOver(answers, (see) => cause.judge(see, rdpTarget));
    return judged.kind === 'done' ? judged.value : judged;
  });

/** What each cause says: the port, the denial, the service, the firewall, the listener. */
test.each<[string, object, readonly string[]]>([
  ['all is well', {}, ['excluded', 'excluded', 'excluded', 'excluded', 'excluded']],
  [
    'it listens at the address of the VM only',
    { listening: [at(3389, 'TermService', '10.0.0.4')], port: 3390, service: { unrecognised: 'Start Pending' } },
    ['excluded', 'excluded', 'excluded', 'excluded', 'excluded'],
  ],
  ['connections are denied', denying, ['excluded', 'reset-rdp', 'excluded', 'excluded', 'excluded']],
  [
    'a policy denies them',
    { ...denying, deniedByPolicy: { known: 'yes' } },
    ['excluded', 'report', 'excluded', 'excluded', 'excluded'],
  ],
  [
    'a policy allows what the VM denies',
    { denied: { known: 'yes' }, deniedByPolicy: { known: 'no' } },
    ['excluded', 'excluded', 'excluded', 'excluded', 'excluded'],
  ],
  [
    'the registry does not say',
    { denied: { known: 'unset' } },
    ['excluded', 'uncertain', 'excluded', 'excluded', 'excluded'],
  ],
  [
    'it says what nobody knows',
    { denied: { unrecognised: '7' } },
    ['excluded', 'uncertain', 'excluded', 'excluded', 'excluded'],
  ],
  [
    'the policy could not be read',
    { ...denying, deniedByPolicy: { unrecognised: '' } },
    ['excluded', 'uncertain', 'excluded', 'excluded', 'uncertain'],
  ],
  [
    'the service is stopped',
    { service: { known: 'stopped' }, listening: [] },
    ['excluded', 'excluded', 'start-service', 'excluded', 'excluded'],
  ],
  [
    'the service is starting',
    { service: { unrecognised: 'Start Pending' }, listening: [] },
    ['excluded', 'excluded', 'uncertain', 'excluded', 'uncertain'],
  ],
  [
    'it is set to another port',
    { port: 3390, listening: [at(3390)] },
    ['correct-rdp-port', 'excluded', 'excluded', 'excluded', 'excluded'],
  ],
  [
    'it was set back and not restarted',
    { listening: [at(3390)] },
    ['excluded', 'excluded', 'excluded', 'excluded', 'correct-rdp-port'],
  ],
  [
    'it listens at another address only',
    { listening: [at(3389, 'TermService', '10.9.9.9')] },
    ['excluded', 'excluded', 'excluded', 'excluded', 'report'],
  ],
  [
    'another program has its port',
    { listening: [at(3389, 'legacy')] },
    ['excluded', 'excluded', 'excluded', 'excluded', 'report'],
  ],
  [
    'another program has its port for itself only',
    { listening: [at(3389, 'legacy', '127.0.0.1')] },
    ['excluded', 'excluded', 'excluded', 'excluded', 'correct-rdp-port'],
  ],
  ['its listener is broken', { listening: [] }, ['excluded', 'excluded', 'excluded', 'excluded', 'correct-rdp-port']],
  [
    'its port is not known',
    { port: undefined, listening: [] },
    ['uncertain', 'excluded', 'excluded', 'excluded', 'uncertain'],
  ],
  [
    'nobody could look who listens',
    { listening: undefined },
    ['excluded', 'excluded', 'excluded', 'excluded', 'uncertain'],
  ],
  [
    'its rule is off',
    { ...rules(), rules: [off('RemoteDesktop-UserMode-In-TCP')] },
    ['excluded', 'excluded', 'excluded', 'reset-rdp', 'excluded'],
  ],
  [
    'its rule is off, and for another network',
    { ...rules(), rules: [off('RemoteDesktop-UserMode-In-TCP', 'Domain, Private')] },
    ['excluded', 'excluded', 'excluded', 'report', 'excluded'],
  ],
  [
    'only another of its rules is off',
    { ...rules(), rules: [off('RemoteDesktop-Shadow-In-TCP'), off('RemoteDesktop-UserMode-In-UDP')] },
    ['excluded', 'excluded', 'excluded', 'report', 'excluded'],
  ],
  [
    'a rule blocks it, and its own is off',
    {
      ...rules('rule|Block|Any|3389|Any|Any|Any|No RDP'),
      rules: [off('RemoteDesktop-UserMode-In-TCP')],
    },
    ['excluded', 'excluded', 'excluded', 'report', 'excluded'],
  ],
  [
    'a rule blocks some addresses',
    rules('rule|Block|Any|3389|10.0.0.0/8|Any|Any|Some'),
    ['excluded', 'excluded', 'excluded', 'uncertain', 'excluded'],
  ],
  ['the firewall did not tell', { firewall: {} }, ['excluded', 'excluded', 'excluded', 'uncertain', 'excluded']],
  [
    'its listener is off',
    { listening: [], listener: { known: 'off' } },
    ['excluded', 'excluded', 'excluded', 'excluded', 'report'],
  ],
  [
    'a rule blocks what goes out of it',
    { outbound: ['profile Public True Allow', 'rule|Block|Any|Any|Any|svchost.exe|Any|Hardening'] },
    ['excluded', 'excluded', 'excluded', 'uncertain', 'excluded'],
  ],
  [
    'nothing goes out of its network',
    { outbound: ['profile Public True Block'] },
    ['excluded', 'excluded', 'excluded', 'uncertain', 'excluded'],
  ],
  [
    'rules block what goes out of other networks, ports, services and programs',
    {
      outbound: [
        'profile Public True Allow',
        'profile Domain True Block',
        'rule|Block|Domain|Any|Any|Any|Any|Domain',
        'rule|Block|Any|5000-6000|Any|Any|Any|Ports',
        'rule|Block|Any|Any|Any|Any|wuauserv|Service',
        'rule|Block|Any|Any|Any|chrome.exe|Any|Program',
      ],
    },
    ['excluded', 'excluded', 'excluded', 'excluded', 'excluded'],
  ],
  [
    'what goes out is blocked where the firewall is off',
    {
      firewall: { windows: ['network Public', 'profile Public False Block True'] },
      outbound: ['profile Public False Block', 'rule|Block|Any|Any|Any|Any|Any|All'],
    },
    ['excluded', 'excluded', 'excluded', 'excluded', 'excluded'],
  ],
])('where %s', (_, differs, expected) => {
  const said = judge(differs).map((each) => (each.kind === 'found' ? (each.fixes[0]?.fix ?? 'report') : each.kind));
  expect(said).toEqual(expected);
});

test.each<[string, object, RegExp]>([
  [
    'the service',
    { service: { known: 'stopped' }, startMode: { known: 'disabled' }, listening: [] },
    /stopped and disabled/,
  ],
  ['the policy', { ...denying, deniedByPolicy: { known: 'yes' } }, /group policy denies/],
  ['the port', { port: 3390, listening: [] }, /port 3390 \(PortNumber\); 3389 is expected/],
  [
    'what the service needs',
    { service: { known: 'stopped' }, needs: [{ name: 'TermDD', start: { known: 'disabled' } }], listening: [] },
    /is stopped\. It needs TermDD, which is stopped and disabled\.$/,
  ],
  [
    'its certificate',
    { certificate: { known: 'expired' }, listening: [] },
    /listens nowhere\. Its certificate has expired/,
  ],
  ['what has its port', { listening: [at(3389, 'legacy')] }, /taken by legacy/],
  ['the rule', rules('rule|Block|Any|3389|Any|Any|Any|No RDP'), /drops TCP 3389: No RDP/],
])('%s is named', (_, differs, because) => {
  const [found] = judge(differs).filter(({ kind }) => kind === 'found');
  expect(found).toMatchObject({ blamed: ids.vm, because: { en: expect.stringMatching(because) as string } });
});
