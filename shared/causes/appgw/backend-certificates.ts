import { source, type Section } from '../../model/documents';
import type { Cause } from '../../model/judgement';
import { shellWord } from '../../model/shell-word';
import type { GatewayTarget } from '../../model/target';
import { joinText, text, type Text } from '../../model/text';
import type { BackendServer } from '../../observations/backend-health';
import type { ProbeClass } from '../../observations/backend-health-log';
import { failingBy, hostNameOf, verdictOn, type Failing, type HostName, type Probing } from './probing';

/** One way in which the certificates of a backend do not satisfy a gateway. */
interface CertificateFault {
  readonly class: ProbeClass;
  readonly title: Text;
  readonly section: Section<'appgw-backend-health'>;
  /** What the message means here. */
  meaning(failing: Failing): Text;
  /** What the source document says to do. */
  readonly remedy: Text;
}

const chainRemedy = text(
  'Install the whole chain on the server, in the order leaf, intermediate, root, and have the web server send it.',
  '서버에 전체 체인을 리프, 중간, 루트 순서로 설치하고 웹 서버가 이를 보내도록 하세요.',
);
const uploadRoot = text(
  'Upload the root certificate of its issuer (.CER, Base-64) to the backend setting, or have the server present a certificate of a well-known authority.',
  '발급자의 루트 인증서(.CER, Base-64)를 백 엔드 설정에 업로드하거나, 서버가 잘 알려진 인증 기관의 인증서를 사용하게 하세요.',
);
const nothingMore = (): Text => text('', '');

const trusts = ({ probing: { settings } }: Failing): Text =>
  settings.trusted.length === 0
    ? text(
        'The setting names no certificate of its own, so only well-known authorities are trusted.',
        '설정에 별도의 인증서가 없어 잘 알려진 인증 기관만 신뢰합니다.',
      )
    : text(
        `The setting trusts: ${settings.trusted.map(lastName).join(', ')}.`,
        `설정이 신뢰하는 인증서: ${settings.trusted.map(lastName).join(', ')}.`,
      );

const lastName = (id: string): string => id.split('/').at(-1) ?? id;

const namedWhere: Readonly<Record<HostName['from'], Text>> = {
  probe: text('the custom probe', '사용자 지정 프로브'),
  settings: text('the backend setting', '백 엔드 설정'),
  pool: text('the backend pool', '백 엔드 풀'),
  nowhere: text('nowhere', '없음'),
};

/** Which host name the certificate must be for, and where that is written. */
function expected({ probing, servers: [server] }: Failing): Text {
  const host = hostNameOf(probing, server);
  return host.from === 'nowhere'
    ? text(
        'No host name is set in the probe or in the setting, so the default probe asks for 127.0.0.1.',
        '프로브와 설정에 호스트 이름이 없어 기본 프로브가 127.0.0.1을 요청합니다.',
      )
    : text(
        `The certificate must be for ${host.name}, which comes from ${namedWhere[host.from].en}; alternative names count before the common name.`,
        `인증서의 이름은 ${namedWhere[host.from].ko}에 있는 ${host.name}이어야 합니다. 주체 대체 이름이 일반 이름보다 우선합니다.`,
      );
}

/** What OpenSSL calls the errors that servers show most often. OpenSSL: "verify", diagnostics. */
const opensslErrors: Readonly<Record<string, string>> = {
  '2': 'unable to get issuer certificate',
  '7': 'certificate signature failure',
  '9': 'certificate is not yet valid',
  '10': 'certificate has expired',
  '18': 'self-signed certificate',
  '19': 'self-signed certificate in certificate chain',
  '20': 'unable to get local issuer certificate',
  '21': 'unable to verify the first certificate',
  '24': 'invalid CA certificate',
  '26': 'unsupported certificate purpose',
  '62': 'hostname mismatch',
};

function opensslError({ servers: [server] }: Failing): Text {
  const code = /error code\D*(\d+)/i.exec(server.log)?.[1];
  const words = code === undefined ? undefined : opensslErrors[code];
  return words === undefined
    ? nothingMore()
    : text(`OpenSSL calls error ${code}: ${words}.`, `OpenSSL 오류 ${code}: ${words}.`);
}

const faults: readonly CertificateFault[] = [
  {
    class: 'cn-v2',
    title: text('The backend’s certificate is for another host name', '백 엔드 인증서의 호스트 이름이 다름'),
    section: 'Backend certificate invalid common name (CN)',
    meaning: expected,
    remedy: text(
      'Install a certificate for that name, or set the name that the certificate has in the custom probe or the backend setting.',
      '그 이름의 인증서를 설치하거나, 인증서에 있는 이름을 사용자 지정 프로브 또는 백 엔드 설정에 입력하세요.',
    ),
  },
  {
    class: 'cn-v1',
    title: text('The backend’s certificate is not for its name in the pool', '백 엔드 인증서가 풀에 있는 이름과 다름'),
    section: 'Backend certificate invalid common name (CN)',
    meaning: ({ servers }) =>
      text(
        `A v1 gateway compares it with the host name in the pool: ${servers.map(({ address }) => address).join(', ')}.`,
        `v1 게이트웨이는 풀의 호스트 이름과 비교합니다: ${servers.map(({ address }) => address).join(', ')}.`,
      ),
    remedy: text(
      'Write the name that the certificate has into the pool, or install a certificate for the name in the pool.',
      '인증서에 있는 이름을 풀에 입력하거나, 풀에 있는 이름의 인증서를 설치하세요.',
    ),
  },
  {
    class: 'cert-expired',
    title: text('A certificate of the backend has expired', '백 엔드의 인증서가 만료됨'),
    section: 'Backend certificate is invalid',
    meaning: () =>
      text(
        'The date is outside the validity of the leaf, an intermediate or the root.',
        '현재 날짜가 리프, 중간 또는 루트 인증서의 유효 기간을 벗어났습니다.',
      ),
    remedy: text(
      'Renew it and install the new one on the server. Upload a new root to a v2 gateway only where the private authority’s root has changed; upload the new leaf to a v1 gateway.',
      '인증서를 갱신하여 서버에 설치하세요. v2 게이트웨이에는 사설 인증 기관의 루트가 바뀐 경우에만 새 루트를, v1 게이트웨이에는 새 리프 인증서를 업로드하세요.',
    ),
  },
  {
    class: 'chain-intermediate',
    title: text('The backend does not send its intermediate certificate', '백 엔드가 중간 인증서를 보내지 않음'),
    section: 'The Intermediate certificate was not found',
    meaning: () =>
      text(
        'A self-signed certificate that is no authority’s brings the same message.',
        'CA가 아닌 자체 서명 인증서도 같은 메시지를 냅니다.',
      ),
    remedy: chainRemedy,
  },
  {
    class: 'chain-leaf',
    title: text('The backend does not send its leaf certificate', '백 엔드가 리프 인증서를 보내지 않음'),
    section: 'The Leaf certificate was not found',
    meaning: nothingMore,
    remedy: chainRemedy,
  },
  {
    class: 'leaf-order',
    title: text('The backend sends its chain in the wrong order', '백 엔드가 체인을 잘못된 순서로 보냄'),
    section: 'The Leaf certificate is not topmost in the chain',
    meaning: nothingMore,
    remedy: text(
      'Have the web server send the leaf first, then the intermediate, then the root.',
      '웹 서버가 리프, 중간, 루트 순서로 보내도록 하세요.',
    ),
  },
  {
    class: 'ca-server',
    title: text(
      'The backend’s certificate is not signed by an authority that the gateway trusts',
      '백 엔드 인증서가 게이트웨이가 신뢰하는 인증 기관의 서명이 아님',
    ),
    section: 'Server certificate is not issued by a publicly known CA',
    meaning: trusts,
    remedy: uploadRoot,
  },
  {
    class: 'ca-intermediate',
    title: text(
      'The backend’s intermediate certificate is not signed by a well-known authority',
      '백 엔드의 중간 인증서가 잘 알려진 인증 기관의 서명이 아님',
    ),
    section: 'The Intermediate certificate is not signed by a publicly known CA',
    meaning: trusts,
    remedy: uploadRoot,
  },
  {
    class: 'root-mismatch-noroot',
    title: text(
      'No root that was uploaded signed the backend’s intermediate certificate',
      '업로드한 루트 중 백 엔드의 중간 인증서를 서명한 것이 없음',
    ),
    section: 'Trusted root certificate mismatch (no root certificate on the backend server)',
    meaning: trusts,
    remedy: uploadRoot,
  },
  {
    class: 'root-mismatch',
    title: text(
      'The backend’s root certificate is not the one that the gateway trusts',
      '백 엔드의 루트 인증서가 게이트웨이가 신뢰하는 인증서와 다름',
    ),
    section: 'Trusted root certificate mismatch',
    meaning: (failing) =>
      joinText(
        trusts(failing),
        text(
          'A server that does not send its whole chain brings the same message.',
          '서버가 전체 체인을 보내지 않아도 같은 메시지가 나타납니다.',
        ),
      ),
    remedy: text(
      'Look at the chain that the server sends, and upload the root at its end (.CER, Base-64) to the backend setting.',
      '서버가 보내는 체인을 확인하고, 끝에 있는 루트(.CER, Base-64)를 백 엔드 설정에 업로드하세요.',
    ),
  },
  {
    class: 'cert-verify',
    title: text('The backend’s certificate could not be verified', '백 엔드 인증서를 확인할 수 없음'),
    section: 'Backend certificate: verification failed',
    meaning: opensslError,
    remedy: text(
      'Verify the certificate and its properties with OpenSSL, mend it, and upload it to the backend setting again where it is trusted there.',
      'OpenSSL로 인증서와 속성을 확인해 고치고, 백 엔드 설정에서 신뢰하는 인증서라면 다시 업로드하세요.',
    ),
  },
  {
    class: 'v1-cert',
    title: text(
      'The backend’s certificate is not among the authentication certificates',
      '백 엔드 인증서가 인증 인증서에 없음',
    ),
    section: 'Backend server certificate invalid CA',
    meaning: trusts,
    remedy: text(
      'Upload the certificate that the server presents (.CER, Base-64) to the backend setting as an authentication certificate.',
      '서버가 제시하는 인증서(.CER, Base-64)를 백 엔드 설정에 인증 인증서로 업로드하세요.',
    ),
  },
];

/** The command that shows the chain which a server sends. Source document: "Trusted root certificate mismatch". */
function showChain(probing: Probing, server: BackendServer): string {
  const host = hostNameOf(probing, server);
  const sni = host.from === 'nowhere' ? '' : ` -servername ${shellWord(host.name)}`;
  return `openssl s_client -connect ${shellWord(`${server.address}:${probing.port}`)}${sni} -showcerts </dev/null`;
}

const causeOf = (fault: CertificateFault): Cause<GatewayTarget> => ({
  id: `appgw/certificate-${fault.class}`,
  explains: ['backend-unhealthy'],
  order: 210,
  title: fault.title,
  source: source('appgw-backend-health', fault.section),
  judge: (see, target) =>
    verdictOn(
      failingBy(see, target, fault.class),
      text('No health probe says so.', '그렇게 말하는 상태 프로브가 없습니다.'),
      (first, where) => {
        const {
          probing,
          servers: [server],
        } = first;
        const chain = showChain(probing, server);
        return {
          blamed: probing.settings.id,
          because: joinText(text(`${where}: ${server.log}`, `${where}: ${server.log}`), fault.meaning(first)),
          advice: joinText(
            fault.remedy,
            text(`To see what the server sends: ${chain}`, `서버가 보내는 체인 확인: ${chain}`),
          ),
        };
      },
    ),
});

/** Every way in which the certificates of a backend do not satisfy a gateway. */
export const backendCertificates: readonly Cause<GatewayTarget>[] = faults.map(causeOf);
