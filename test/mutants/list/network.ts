import type { Mutant } from '../mutant';
import { mutant, scenario, test } from '../write';

export const network: readonly Mutant[] = [
  mutant(
    'what a rule that cannot be read leaves open',
    'network/nsg.ts',
    "const may = rules.filter((rule) => rule.access !== 'Allow');",
    "const may = rules.filter((rule) => rule.access === 'Deny');",
    test('shared/network/nsg.test.ts', 'a rule that could not be read leaves open'),
  ),
  mutant(
    'the doubt whether VirtualNetwork holds an address on premises',
    'network/service-tags.ts',
    'if (perhapsVirtualNetwork.length === 0) return [known];',
    'return [known];',
    test('shared/network/nsg.test.ts', 'a private address that VirtualNetwork may hold'),
  ),
  mutant(
    'that addresses shared by carriers are not the Internet’s',
    'network/service-tags.ts',
    ", '100.64.0.0/10', 'fc00::/7'",
    ", 'fc00::/7'",
    test('shared/network/nsg.test.ts', '100.64.0.4 is not the Internet’s'),
  ),
  mutant(
    'that only a private address may be on premises',
    'network/service-tags.ts',
    'meet(PRIVATE, point) &&',
    '',
    test('shared/network/nsg.test.ts', '8.8.8.8 is the Internet’s'),
  ),
  mutant(
    'the rules behind one that cannot be read',
    'network/nsg.ts',
    "if (rule.rule.access !== 'Unreadable') rest = outside;",
    'rest = outside;',
    test('shared/network/nsg.test.ts', 'a rule that cannot be read leaves open exactly'),
  ),
  mutant(
    'that halves of the Internet are the whole',
    'network/routes.ts',
    ': union(away, reach);',
    ': reach;',
    test('shared/causes/causes.test.ts', 'it is written in two halves'),
  ),
  mutant(
    'the longest prefix',
    'network/routes.ts',
    /\s*\.toSorted\(\(a, b\) => prefixLength\(a\.addressPrefix\) - prefixLength\(b\.addressPrefix\)\)/,
    '',
    test('shared/network/routes.test.ts', 'go where the choice of a route sends each of them'),
  ),
  mutant(
    'that a name which leads elsewhere is trouble although the address answers',
    'symptoms/connection.ts',
    'if (astray) return present(astray);',
    '',
    scenario('vm-name-leads-to-the-old-address'),
  ),
  mutant(
    'that a name which is not in DNS leads nowhere',
    'topology/naming.ts',
    '/^DnsResolution$/i.test(type)',
    "type === ''",
    scenario('vm-name-is-gone'),
  ),
  mutant(
    'that a name which was not tried leads nowhere else',
    'topology/naming.ts',
    "status === 'unknown' ? undefined : ",
    '',
    test('shared/causes/network/through.test.ts', 'the DNS name by which clients know it was not tried'),
  ),
  mutant(
    'that the check may name the VM behind a frontend',
    'topology/naming.ts',
    ' || found === arrival(see(connectivity, tryFromVm(see, vm, address, port)))',
    '',
    test('shared/causes/network/through.test.ts', 'leads there where the check names the VM behind it by either'),
  ),
];
