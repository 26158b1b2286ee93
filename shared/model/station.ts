import { idKey, nameOf } from './arm-id';
import { text, type Text } from './text';

/** Something on the way of a target's traffic. `id` is that of a resource; `seen`: how, where somebody looked. */
export interface Station {
  readonly what: Text;
  readonly name: string;
  readonly id?: string;
  readonly seen?: 'well' | 'unwell' | undefined;
}

export const stationKinds = {
  source: text('who connects', '연결하는 쪽'),
  balancer: text('load balancer', '부하 분산 장치'),
  publicAddress: text('public IP address', '공용 IP 주소'),
  routes: text('route table', '경로 테이블'),
  rules: text('network security group', '네트워크 보안 그룹'),
  gateway: text('Application Gateway', 'Application Gateway'),
  backend: text('backend', '백 엔드'),
  vm: text('virtual machine', '가상 머신'),
  appliance: text('appliance', '어플라이언스'),
  networkGateway: text('virtual network gateway', '가상 네트워크 게이트웨이'),
  internet: text('Internet', '인터넷'),
  hop: text('on the way', '경유지'),
  endpoint: text('what must be reached', '연결 대상'),
} as const satisfies Record<string, Text>;

/** The resource (an id) that is there, if one is. */
export const stationAt = (what: Text, id: string | undefined): readonly Station[] =>
  id === undefined ? [] : [{ what, name: nameOf(id), id }];

/** Whether what is blamed (an id) is this station, or a part of it. */
export const isAt = ({ id }: Station, blamed: string): boolean =>
  id !== undefined && `${idKey(blamed)}/`.startsWith(`${idKey(id)}/`);
