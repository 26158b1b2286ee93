import type { Messenger } from '../incident/ports';
import { oneLine } from '../model/one-line';
import type { Language } from '../model/text';
import { incidentCard } from '../cards/card';
import { headline } from '../cards/format';
import type { IncidentView } from '../cards/view';
import { connector, type CardMessage, type TeamsChannel } from './connector';

/** Most characters of one line in a thread. */
const longestLine = 600;

/** Posts incidents as cards to one Teams channel and keeps them up to date. */
export function teamsMessenger(channel: TeamsChannel): Messenger {
  const teams = connector(channel);
  return {
    post: (view, language) => teams.start(message(view, language)),
    update: (ref, view, language) => teams.update(ref, message(view, language)),
    reply: ({ conversation }, lines, language) =>
      teams.say(conversation, lines.map((line) => oneLine(line[language], longestLine)).join('\n')),
  };
}

function message(view: IncidentView, language: Language): CardMessage {
  const content = incidentCard(view, language);
  return {
    type: 'message',
    summary: headline(view, language),
    attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content }],
  };
}
