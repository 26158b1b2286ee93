import { nameOf } from '../../model/arm-id';
import { az, within } from '../../model/az';
import { source } from '../../model/documents';
import type { Cause } from '../../model/judgement';
import type { VmTarget } from '../../model/target';
import { joinText, text } from '../../model/text';
import { nameAstray } from '../../topology/naming';
import { frontendOf, throughOf } from '../../topology/through';

/** The DNS name by which clients know the frontend leads them to another address, such as the one that it had before. */
export const nameLeadsElsewhere: Cause<VmTarget> = {
  id: 'network/name-leads-elsewhere',
  explains: ['ssh-unreachable', 'rdp-unreachable', 'app-unreachable'],
  concerns: ({ through }) => through?.name !== undefined,
  order: 321,
  title: text('The DNS name leads to another address', 'DNS 이름이 다른 주소로 이어짐'),
  source: source('app-access', 'Step 3: public address'),
  sourceFor: { 'rdp-unreachable': source('rdp', 'Components of a Remote Desktop connection') },
  judge: (see, target) => {
    const through = throughOf(target);
    const { name = '' } = through;
    const astray = nameAstray(see, target);
    const { address, publicAddress } = frontendOf(see, through);
    if (!astray)
      return {
        kind: 'excluded',
        because: text(
          `${name} leads to ${nameOf(through.frontend)} (${address}).`,
          `${name}은(는) ${nameOf(through.frontend)}(${address})(으)로 이어집니다.`,
        ),
      };
    const { id, allocation, fqdn } = publicAddress ?? {};
    return {
      kind: 'found',
      blamed: through.frontend,
      because: astray,
      fixes: [],
      advice: joinText(
        fqdn === undefined
          ? text(
              `Have the record of ${name} lead to ${address}.`,
              `${name}의 레코드가 ${address}을(를) 가리키게 하세요.`,
            )
          : text(
              `Have the record of ${name} lead to ${address}, or better make it an alias (CNAME) of ${fqdn}, which follows the address by itself.`,
              `${name}의 레코드가 ${address}을(를) 가리키게 하거나, 주소를 스스로 따라가는 ${fqdn}의 별칭(CNAME)으로 만드세요.`,
            ),
        ...(id !== undefined && allocation === 'Dynamic'
          ? [
              text(
                `The address changes whenever the VM is deallocated, until it is static: ${az('network public-ip update', { ...within('name', id), 'allocation-method': 'Static' })}`,
                `이 주소는 고정으로 바꾸기 전에는 VM이 할당 해제될 때마다 바뀝니다: ${az('network public-ip update', { ...within('name', id), 'allocation-method': 'Static' })}`,
              ),
            ]
          : []),
        text(
          'A client that still uses the old address then flushes what it keeps: ipconfig /flushdns, or on Linux resolvectl flush-caches.',
          '이후에도 이전 주소를 쓰는 클라이언트는 DNS 캐시를 비우세요: ipconfig /flushdns, Linux는 resolvectl flush-caches.',
        ),
      ),
    };
  },
};
