import type { StoredEvent } from '../incident/ports';
import { text, type Text } from '../model/text';
import type { Outcome } from '../cards/view';
import { readChain } from '../store/hash-chain';
import { digestOf, type IncidentExport } from './export';
import { auditIncident, type Finding } from '../incident/promises';

/** What an audit says of one incident. */
export interface Audited {
  readonly incident: string;
  readonly events: number;
  /** How it ended, or `open`. */
  readonly standing: Outcome | 'open';
  /** What is wrong with what was stored: it is then no evidence of anything, and its promises are not looked at. */
  readonly damage: readonly Text[];
  readonly findings: readonly Finding[];
}

/** Whether there is nothing to object to. */
export const isSound = ({ damage, findings }: Audited): boolean => damage.length === 0 && findings.length === 0;

/** Checks the hash chain of an incident and, where it holds, the promises recorded in it. Pure. */
export function auditStored(incident: string, events: readonly StoredEvent[]): Audited {
  const chain = readChain(events.map((stored) => ({ ...stored, json: JSON.stringify(stored.event) })));
  const closed = events.map(({ event }) => event).find((event) => event.kind === 'closed');
  const about = { incident, events: events.length, standing: closed?.outcome ?? ('open' as const) };
  if (chain.kind === 'broken')
    return {
      ...about,
      findings: [],
      damage: [
        text(
          `The chain breaks at event ${chain.at}: it is missing, out of place, or not what was stored.`,
          `이벤트 ${chain.at}에서 체인이 끊깁니다. 없거나, 순서가 틀리거나, 저장된 것과 다릅니다.`,
        ),
      ],
    };
  try {
    return {
      ...about,
      damage: [],
      findings: auditIncident(
        incident,
        events.map(({ event }) => event),
      ),
    };
  } catch {
    return {
      ...about,
      findings: [],
      damage: [
        text(
          'The chain holds, but its events are not such as Reconnect writes.',
          '체인은 맞지만 Reconnect가 쓴 형식의 이벤트가 아닙니다.',
        ),
      ],
    };
  }
}

/** The same for an export, with the digest of the file. Whoever knows how can forge a whole file: compare it with the storage account. */
export function auditExport(exported: IncidentExport): Audited {
  const audited = auditStored(exported.incident, exported.events);
  if (digestOf(exported) === exported.digest) return audited;
  return {
    ...audited,
    damage: [
      ...audited.damage,
      text(
        'The file is not as it was exported: its digest differs.',
        '내보낸 파일과 다릅니다. 다이제스트가 맞지 않습니다.',
      ),
    ],
  };
}
