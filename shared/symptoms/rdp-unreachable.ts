import { source } from '../model/documents';
import type { Symptom } from '../model/symptom';
import type { VmTarget } from '../model/target';
import { text } from '../model/text';
import { isRdp } from '../observations/served';
import { connectionFails, onlyWhere } from './connection';

/** A Windows VM cannot be reached by Remote Desktop. What only reads comes before the reset that the source document begins with. */
export const rdpUnreachable: Symptom<VmTarget> = {
  id: 'rdp-unreachable',
  order: 3,
  title: (vm, target) =>
    text(
      `${vm} cannot be reached by Remote Desktop on port ${target.port}`,
      `${vm}에 포트 ${target.port} 원격 데스크톱으로 연결할 수 없음`,
    ),
  ifNothing: text(
    'Nobody can log in to the VM by Remote Desktop.',
    '아무도 원격 데스크톱으로 VM에 로그인할 수 없습니다.',
  ),
  notJudged: [
    {
      ...text('an address or a port that clients keep from before', '클라이언트가 이전에 저장한 주소 또는 포트'),
      source: source('rdp', 'Components of a Remote Desktop connection'),
    },
    {
      ...text('client computer', '클라이언트 컴퓨터'),
      source: source('rdp', 'Source 1: Remote Desktop client computer'),
    },
    {
      ...text('edge devices of the client’s network', '클라이언트 네트워크의 에지 장치'),
      source: source('rdp', 'Source 2: Organization intranet edge device'),
    },
    {
      ...text('endpoints of classic cloud services', '클래식 클라우드 서비스의 엔드포인트'),
      source: source('rdp', 'Source 3: Cloud service endpoint and ACL'),
    },
    {
      ...text('outbound rules of the firewall in the VM', 'VM 내부 방화벽의 아웃바운드 규칙'),
      source: source('rdp', 'Source 5: Windows-based Azure VM (outbound rules)'),
    },
    {
      ...text('other security software in the VM', 'VM 내부의 다른 보안 소프트웨어'),
      source: source('rdp', 'Source 5: Windows-based Azure VM (intrusion detection)'),
    },
    text(
      'certificate, network level authentication, user name and password',
      '인증서, 네트워크 수준 인증, 사용자 이름과 암호',
    ),
  ],
  concerns: 'vm',
  presence: onlyWhere(isRdp, connectionFails('rdp-unreachable')),
};
