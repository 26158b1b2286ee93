import { isIP } from 'node:net';
import { nameOf } from '../model/arm-id';
import type { See } from '../model/observation';
import { Unsure } from '../model/see';
import type { VmTarget } from '../model/target';
import { text, type Text } from '../model/text';
import { connectivity, type Connectivity } from '../observations/connectivity';
import { tryFromVm } from './questions';
import { saysNothing } from './connectivity';
import { frontendOf, throughOf } from './through';

/**
 * Why the name by which clients know the frontend does not lead them there, as the VM finds it from which the connection is tried; nothing
 * where it does. That VM stands for the clients: what they keep in mind of the name does not show.
 *
 * @throws Unsure where that is not told.
 */
export function nameAstray(see: See, target: VmTarget): Text | undefined {
  const through = throughOf(target);
  const { name, port } = through;
  const { vm } = target.from;
  if (name === undefined) return undefined;
  if (vm === undefined)
    throw new Unsure(
      text(`No VM is named from which ${name} could be looked up.`, `${name}을(를) 조회할 VM이 지정되지 않았습니다.`),
    );
  const { address } = frontendOf(see, through);
  const frontend = nameOf(through.frontend);
  const tried = see(connectivity, tryFromVm(see, vm, name, port));
  if (tried.hops.some(({ issues }) => issues.some(({ type }) => /^DnsResolution$/i.test(type))))
    return text(
      `${nameOf(vm)} finds no address for ${name}; ${frontend} has ${address}.`,
      `${nameOf(vm)}에서 ${name}의 주소를 찾지 못합니다. ${frontend}의 주소는 ${address}입니다.`,
    );
  const found = arrival(tried);
  if (found === undefined)
    throw new Unsure(
      saysNothing(tried) ??
        text(
          `The connection check does not tell which address ${name} is.`,
          `연결 확인이 ${name}의 주소를 알려 주지 않습니다.`,
        ),
    );
  // Where the check names what is behind the frontend, it does so by either.
  const isHere = found === address || found === arrival(see(connectivity, tryFromVm(see, vm, address, port)));
  return isHere
    ? undefined
    : text(
        `${name} leads to ${found}, as ${nameOf(vm)} finds it; ${frontend} has ${address}.`,
        `${nameOf(vm)}에서 조회하면 ${name}은(는) ${found}(으)로 이어집니다. ${frontend}의 주소는 ${address}입니다.`,
      );
}

/** Where a try ended, or would have ended. */
function arrival({ hops, status }: Connectivity): string | undefined {
  const address = status === 'unknown' ? undefined : hops.at(-1)?.address;
  return address !== undefined && isIP(address) !== 0 ? address : undefined;
}
