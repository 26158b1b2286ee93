import type { Messenger } from '../incident/ports';
import type { Language } from '../model/text';
import { incidentCard } from '../cards/card';
import { headline } from '../cards/format';
import type { IncidentView } from '../cards/view';
import { connector, type CardMessage, type TeamsChannel } from './connector';

/** Posts incidents as cards to one Teams channel and keeps them up to date. */
export function teamsMessenger(channel: TeamsChannel): Messenger {
  const teams = connector(channel);
  return {
    post: (view, language) => teams.start(message(view, language)),
    update: (ref, view, language) => teams.update(ref, message(view, language)),
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
