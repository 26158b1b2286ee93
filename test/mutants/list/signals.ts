import type { Mutant } from '../mutant';
import { mutant, test } from '../write';

export const signals: readonly Mutant[] = [
  mutant(
    'the ids in the dimensions of a log alert',
    'incident/alert.ts',
    "const columns = ['resourceid', '_resourceid', 'computer'];",
    "const columns = ['_resourceid', 'computer'];",
    test('shared/incident/alert.test.ts', 'about the resource that it names in a dimension of V2'),
  ),
  mutant(
    'the dimensions of V1',
    'incident/alert.ts',
    '...(alertContext?.Dimensions ?? []),',
    '',
    test('shared/incident/alert.test.ts', 'in a dimension of V1'),
  ),
  mutant(
    'that a host’s name must stand for one VM',
    'incident/alert.ts',
    'first && others.every(({ id }) => sameId(id, first.id))',
    'first',
    test('shared/incident/alert.test.ts', 'of two VMs of that name'),
  ),
  mutant(
    'that an id counts more than a host’s name',
    'incident/alert.ts',
    'resources.every(holdsLogs)',
    'true',
    test('shared/incident/alert.test.ts', 'beside the id of another VM of that name'),
  ),
  mutant(
    'alerts without a rule',
    'incident/alert.ts',
    'alertRule: z.string().nullish(),',
    'alertRule: z.string(),',
    test('shared/incident/alert.test.ts', 'the alert of a budget'),
  ),
  mutant(
    'that one refused subscription does not end the sweep',
    'incident/discovery.ts',
    '    const answer = await list(place);',
    "    const answer = await list(place);\n    if (answer.kind === 'refused') break;",
    test('shared/incident/discovery.test.ts', 'one refused subscription'),
  ),
  mutant(
    'that ARM is asked where Resource Graph does not answer',
    'incident/discovery.ts',
    'return inEach(subscriptions, (subscription) => azure.ask(applicationGateways.request({ subscription })));',
    'return [];',
    test('shared/incident/discovery.test.ts', 'each subscription is listed'),
  ),
];
