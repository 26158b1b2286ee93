import { pageFor } from '../network/pages';
import type { LinuxMachine } from './linux-machine';
import type { WindowsMachine } from './windows-machine';

/** What a machine that asks itself for a page is answered: the status, or 0 for no answer within this many seconds. Its firewall is not asked. */
export function ownRequest(machine: LinuxMachine | WindowsMachine, asked: string, seconds: number): number {
  const url = new URL(asked);
  const isTls = url.protocol === 'https:';
  const port = Number(url.port) || (isTls ? 443 : 80);
  if (!machine.load.accepts || !hears(machine, url.hostname, port)) return 0;
  const served = machine.serves(port);
  if (!served) return 200;
  const speaksTls = served.certificates.length > 0;
  if (isTls && !speaksTls) return 0;
  if (!isTls && speaksTls) return 400;
  const page = pageFor(served, url.hostname, url.pathname);
  return page.seconds > seconds ? 0 : page.status;
}

function hears(machine: LinuxMachine | WindowsMachine, host: string, port: number): boolean {
  const isAt = (address: string) => ['0.0.0.0', '::', host].includes(address);
  return machine.os === 'Windows'
    ? machine.listeners().some((each) => each.port === port && isAt(each.address))
    : [...machine.services.values()].some(
        ({ state, listens, address = '0.0.0.0' }) => state === 'active' && listens.includes(port) && isAt(address),
      );
}

/** What `curl -w 'status=%{http_code}\n'` prints of it. */
export function curlPrints(machine: LinuxMachine | WindowsMachine, format: string, url: string, seconds: number) {
  const status = String(ownRequest(machine, url, seconds)).padStart(3, '0');
  return { printed: format.replace('%{http_code}', status).replaceAll('\\n', '\n'), isAnswered: status !== '000' };
}
