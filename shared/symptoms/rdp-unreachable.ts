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
      ...text(
        'an address or a port that clients keep from before (ipconfig /flushdns; the settings of their Remote Desktop program)',
        '클라이언트가 이전에 저장한 주소 또는 포트(ipconfig /flushdns, 원격 데스크톱 프로그램 설정)',
      ),
      source: source('rdp', 'Components of a Remote Desktop connection'),
    },
    {
      ...text(
        'client computer: its firewall, a proxy, monitoring or security software (try from another one)',
        '클라이언트 컴퓨터의 방화벽, 프록시, 모니터링 또는 보안 소프트웨어(다른 컴퓨터에서 시도해 보세요)',
      ),
      source: source('rdp', 'Source 1: Remote Desktop client computer'),
    },
    {
      ...text(
        'edge devices of the client’s network (try from a computer that is directly on the Internet)',
        '클라이언트 네트워크의 에지 장치(인터넷에 직접 연결된 컴퓨터에서 시도해 보세요)',
      ),
      source: source('rdp', 'Source 2: Organization intranet edge device'),
    },
    {
      ...text(
        'endpoints of classic cloud services, which Azure has retired',
        'Azure에서 사용 중지된 클래식 클라우드 서비스의 엔드포인트',
      ),
      source: source('rdp', 'Source 3: Cloud service endpoint and ACL'),
    },
    {
      ...text(
        'outbound rules of another firewall in the VM than Windows Firewall',
        'VM 내부에 있는 Windows 방화벽 이외 방화벽의 아웃바운드 규칙',
      ),
      source: source('rdp', 'Source 5: Windows-based Azure VM (outbound rules)'),
    },
    {
      ...text('other security software in the VM', 'VM 내부의 다른 보안 소프트웨어'),
      source: source('rdp', 'Source 5: Windows-based Azure VM (intrusion detection)'),
    },
    text(
      'what follows when TCP connects: certificate, network level authentication (Test-ComputerSecureChannel in the VM), user name and password',
      'TCP 연결 이후의 단계: 인증서, 네트워크 수준 인증(VM에서 Test-ComputerSecureChannel), 사용자 이름과 암호',
    ),
  ],
  concerns: 'vm',
  presence: onlyWhere(isRdp, connectionFails('rdp-unreachable')),
};
