import { isSurely, sure } from '../../model/known';
import { Unsure } from '../../model/see';
import { joinText, text, type Text } from '../../model/text';
import { RDP_TCP, TERM_SERVICE, type GuestRdp } from '../../observations/guest-rdp';
import { placesOf } from '../../observations/listeners';
import { DENIAL, listensHere, POLICY, uncertain, type Judge, type Look } from './rdp-look';

/** It is set to listen, and does not: what keeps it from that is not what the causes beside it are about. */
export const notListening: Judge = (look) => {
  const { rdp, name, port, own, taken } = look;
  if (look.isHere) return listensHere(look);
  const other = whyNotToListen(look);
  if (other) return { kind: 'excluded', because: other };
  if (!own)
    return uncertain(
      `${name} did not tell where ${TERM_SERVICE} listens.`,
      `${name}에서 ${TERM_SERVICE}이(가) 수신 대기하는 곳을 알 수 없습니다.`,
    );
  if (isSurely(rdp.listener, 'off'))
    return {
      kind: 'found',
      because: text(
        `The listener of Remote Desktop in ${name} is off (fEnableWinStation is 0).`,
        `${name}의 원격 데스크톱 수신기가 꺼져 있습니다(fEnableWinStation이 0).`,
      ),
      advice: runIn(name, setting('fEnableWinStation', 1), RESTART),
    };
  if (taken) {
    const program = taken.program ?? '?';
    return {
      kind: 'found',
      because: text(
        `TCP ${port} in ${name} is taken by ${program}, so ${TERM_SERVICE} cannot listen there.`,
        `${name}의 TCP ${port}을(를) ${program}이(가) 사용하고 있어 ${TERM_SERVICE}이(가) 수신 대기할 수 없습니다.`,
      ),
      advice: joinText(
        text(
          `Stop ${program}, or have it use another port; then restart ${TERM_SERVICE}.`,
          `${program}을(를) 중지하거나 다른 포트를 쓰게 한 뒤 ${TERM_SERVICE}을(를) 다시 시작하세요.`,
        ),
        runIn(name, RESTART),
      ),
    };
  }
  if (own.some((each) => each.port === port))
    return {
      kind: 'found',
      because: text(
        `${TERM_SERVICE} in ${name} listens at ${placesOf(own)} only, which is not where connections arrive.`,
        `${name}의 ${TERM_SERVICE}은(는) ${placesOf(own)}에서만 수신 대기하며, 연결이 도착하는 곳이 아닙니다.`,
      ),
      advice: joinText(
        text(
          'Have it listen on every network adapter (LanAdapter 0).',
          '모든 네트워크 어댑터에서 수신 대기하게 하세요(LanAdapter 0).',
        ),
        runIn(name, setting('LanAdapter', 0), RESTART),
      ),
    };
  const certificate = certificateTold(rdp);
  return {
    kind: 'found',
    because: joinText(
      text(
        `${TERM_SERVICE} in ${name} runs and is set to TCP ${port}, but listens ${own.length > 0 ? `at ${placesOf(own)}` : 'nowhere'}.`,
        own.length > 0
          ? `${name}의 ${TERM_SERVICE}은(는) TCP ${port}(으)로 설정되어 실행 중이지만 ${placesOf(own)}에서 수신 대기합니다.`
          : `${name}의 ${TERM_SERVICE}은(는) TCP ${port}(으)로 설정되어 실행 중이지만 어디에서도 수신 대기하지 않습니다.`,
      ),
      ...certificate,
    ),
    fix: 'correct-rdp-port',
    advice: joinText(
      text(
        'If a restart of it does not help, its listener or the keys of its certificate are broken: look for the events 1057 and 1058 (RemoteConnectionManager) and 36870 (Schannel) in the System log.',
        '다시 시작해도 소용없으면 수신기나 인증서 키에 문제가 있습니다. System 로그에서 이벤트 1057, 1058(RemoteConnectionManager), 36870(Schannel)을 확인하세요.',
      ),
      ...(certificate.length > 0 ? [RENEW] : []),
    ),
  };
};

/** What one of the causes beside {@link notListening} is about, so that it is not to listen. */
function whyNotToListen({ rdp, port }: Look): Text | undefined {
  if (sure(rdp.service, text(`The state of ${TERM_SERVICE}`, `${TERM_SERVICE}의 상태`)) === 'stopped')
    return text(`${TERM_SERVICE} does not run.`, `${TERM_SERVICE}이(가) 실행 중이 아닙니다.`);
  const byPolicy = sure(rdp.deniedByPolicy, POLICY);
  const isDenied = byPolicy === 'yes' || (byPolicy === 'unset' && sure(rdp.denied, DENIAL) === 'yes');
  if (isDenied) return text('Connections are denied.', '연결이 거부되도록 설정되어 있습니다.');
  if (rdp.port !== undefined && rdp.port !== port)
    return text(`It is set to port ${rdp.port}.`, `포트 ${rdp.port}(으)로 설정되어 있습니다.`);
  if (rdp.port === port) return undefined;
  throw new Unsure(text('Its port is not known.', '포트를 알 수 없습니다.'));
}

const RESTART = `Restart-Service -Name ${TERM_SERVICE} -Force`;
const setting = (value: string, to: number): string =>
  `Set-ItemProperty -Path '${RDP_TCP}' -Name ${value} -Value ${to}`;
const runIn = (name: string, ...commands: readonly string[]): Text =>
  text(`In ${name}: ${commands.join('; ')}`, `${name}에서 실행: ${commands.join('; ')}`);

/** What is wrong with the certificate. It alone keeps nobody from connecting, only from getting any further. */
function certificateTold({ certificate }: GuestRdp): readonly Text[] {
  if (isSurely(certificate, 'expired')) return [text('Its certificate has expired.', '인증서가 만료되었습니다.')];
  if (isSurely(certificate, 'without-key'))
    return [text('Its certificate has no private key.', '인증서에 개인 키가 없습니다.')];
  if (isSurely(certificate, 'missing')) return [text('Its certificate is not there.', '인증서가 없습니다.')];
  return [];
}

/** Microsoft: "An internal error occurs when you make an RDP connection to Azure Virtual Machines". */
const RENEWED = `Get-ChildItem 'Cert:\\LocalMachine\\Remote Desktop' | Remove-Item; Restart-Service -Name SessionEnv -Force; ${RESTART}`;
const RENEW = text(
  `Windows makes a new certificate of its own: ${RENEWED} One that was bound on purpose (SSLCertificateSHA1Hash) has to be replaced by hand.`,
  `Windows가 자체 인증서를 새로 만들게 하려면: ${RENEWED} 직접 지정한 인증서(SSLCertificateSHA1Hash)는 수동으로 교체해야 합니다.`,
);
