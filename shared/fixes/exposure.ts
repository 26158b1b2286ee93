import type { AllowedFlow } from '../model/plan';
import { text, type Text } from '../model/text';
import { parsePorts } from '../network/ports';
import { meet } from '../network/ranges';

// What no change may ever lead to: that everybody gets at a port by which machines are managed.

/** SSH, RPC, NetBIOS, SMB, Remote Desktop, WinRM. */
const MANAGEMENT_PORTS = '22,135,139,445,3389,5985,5986';

/** Whether any of these ports (as security rules write them) is one by which machines are managed. */
export const isManagement = (ports: string): boolean => meet(parsePorts(MANAGEMENT_PORTS), parsePorts(ports));

/** Whether a source of a security rule is everybody, or so many that it makes no difference. */
export const isEverybody = (source: string): boolean => /^(?:\*|any|internet|.*\/[0-7])$/i.test(source);

/** Why the flow may not be let in, if so. */
export function exposure({ sources, ports }: Pick<AllowedFlow, 'sources' | 'ports'>): Text | undefined {
  const everybody = sources.find(isEverybody);
  if (everybody === undefined || !isManagement(ports)) return undefined;
  return text(
    `Reconnect never lets ${everybody} in to TCP ${ports}, a port of management. Name who may connect (targets[].from.address).`,
    `Reconnect는 관리용 포트 TCP ${ports}을(를) ${everybody}에 열지 않습니다. 연결할 수 있는 주소를 지정하세요(targets[].from.address).`,
  );
}
