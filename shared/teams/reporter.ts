import type { Language } from '../model/text';
import type { ShadowReport } from '../report/shadow';
import { shadowCard } from '../report/shadow-card';
import { shadowHeadline } from '../report/shadow-words';
import { connector, type TeamsChannel } from './connector';

/** Posts reports to the channel, each as a card of its own. Throws a `ReconnectError` when the channel cannot be reached. */
export type Reporter = (report: ShadowReport, language: Language) => Promise<void>;

export function teamsReporter(channel: TeamsChannel): Reporter {
  const teams = connector(channel);
  return async (report, language) => {
    await teams.start({
      type: 'message',
      summary: shadowHeadline(report)[language],
      attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content: shadowCard(report, language) }],
    });
  };
}
