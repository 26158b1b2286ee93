import { codeOf } from '../model/errors';
import { text, type Text } from '../model/text';
import { incidentCard } from '../cards/card';
import { oneLine } from '../model/one-line';
import { planTold, remark, standing } from '../cards/format';
import type { Approver, Attempt } from '../approvals/approval';
import type { Command } from '../approvals/command';
import { Click, Envelope, TeamNews, Written } from './activity';
import { connector, type Connector, type TeamsChannel } from './connector';
import { membership, type MembershipOptions } from './membership';
import { cardAnswer, failureAnswer, httpError, refusalAnswer, type HttpAnswer } from './invoke-answer';
import { senderOf, type MuteWish, type Reply, type ReplyAnswer, type Sender, type TurnedAway } from './reply';
import { readTextReply } from './text-reply';

/** What is needed to answer people. */
export interface AnsweringOptions extends TeamsChannel, MembershipOptions {
  readonly onReply: (reply: Reply) => Promise<ReplyAnswer>;
  readonly onMute: (wish: MuteWish) => Promise<ReplyAnswer>;
  /** Writes down that somebody tried who cannot be heard. */
  readonly onTurnedAway: (attempt: TurnedAway) => Promise<void>;
  /** Does what somebody wrote in this thread of the channel, if they may, and answers what everybody there is told. */
  readonly onCommand: (command: Command, by: Approver, thread: string) => Promise<Text>;
}

const tryAgain = text(
  'Your answer could not be recorded. Please answer again.',
  '답변을 기록하지 못했습니다. 다시 답해 주세요.',
);
const commandFailed = text(
  'That did not work; it may or may not have been done. Please write it again.',
  '처리하지 못했습니다. 실행되었는지 확실하지 않으니 다시 써 주세요.',
);
const howTo = text(
  'I understand “approve CODE” and “reject CODE” (the code is on the card; a reason may follow), “stop”, “resume”, “status”, “mute 2h” (or 30m) in the thread of a card, “mute NAME 2h”, “unmute NAME”, “recheck NAME” and “help”.',
  '“승인 코드”와 “거절 코드”(코드는 카드에 있고, 뒤에 사유를 쓸 수 있습니다), “정지”, “재개”, “상태”, 카드 스레드에서 “음소거 2시간”(또는 30분), “음소거 이름 2시간”, “음소거 해제 이름”, “재점검 이름”, “도움말”을 이해합니다.',
);
const doubtful = text(
  'That is not taken as an approval: what follows the code may take it back or tie it to something. Write only “approve CODE”, or press the button.',
  '승인으로 처리하지 않았습니다. 코드 뒤의 말이 승인을 취소하거나 조건을 다는 것일 수 있습니다. “승인 코드”만 쓰거나 버튼을 눌러 주세요.',
);

/** What to tell the caller about an activity whose shape makes no sense. */
export const malformed = (): HttpAnswer =>
  httpError(400, 'MALFORMED_ACTIVITY', 'This is not an activity that Teams would send.');

/** Turns an authenticated activity into a reply, and what became of it into an answer. Never throws. */
export function answering(options: AnsweringOptions): (activity: unknown) => Promise<HttpAnswer> {
  const teams = connector(options);
  const member = membership(options, teams);
  return async (activity) => {
    const envelope = Envelope.safeParse(activity);
    if (!envelope.success) return malformed();
    switch (envelope.data.type) {
      case 'invoke': {
        if (envelope.data.name !== 'adaptiveCard/action')
          return httpError(501, 'UNKNOWN_INVOKE', 'Reconnect answers only the buttons of its cards.');
        const click = Click.safeParse(activity);
        return click.success ? await clicked(click.data, options) : malformed();
      }
      case 'message': {
        const message = Written.safeParse(activity);
        if (!message.success) return malformed();
        const answer = await written(message.data, options, teams);
        await member.heard(message.data);
        return answer;
      }
      case 'installationUpdate':
      case 'conversationUpdate': {
        const news = TeamNews.safeParse(activity);
        if (news.success) await member.told(news.data);
        return { status: 200 };
      }
      default:
        return { status: 200 };
    }
  };
}

async function clicked(click: Click, options: AnsweringOptions): Promise<HttpAnswer> {
  const { language } = options;
  const sender = senderOf(click, options);
  const { action } = click.value;
  if (sender.kind !== 'person') {
    const code = action.verb === 'mute' ? undefined : action.data.code;
    await turnAway(options, sender, { decision: action.verb, incident: action.data.incident, code });
    return refusalAnswer(sender.because[language]);
  }
  const { by, tenant, conversation } = sender;
  const pressed = async (): Promise<ReplyAnswer> => {
    if (action.verb === 'mute') return options.onMute({ incident: action.data.incident, by });
    const { code, planHash, incident, reason } = action.data;
    const said = { code, planHash, incident, decision: action.verb, reason };
    return options.onReply({ ...said, by, tenant, conversation, via: 'click' });
  };
  const answer = await ask(options, 'click', pressed);
  if (!answer) return failureAnswer(tryAgain[language]);
  if (answer.kind === 'refused') return refusalAnswer(answer.because[language]);
  return cardAnswer(incidentCard(answer.view, language));
}

async function written(message: Written, options: AnsweringOptions, teams: Connector): Promise<HttpAnswer> {
  const words = await wordsFor(message, options);
  if (words === undefined) return { status: 200 };
  try {
    await teams.say(message.conversation.id, words);
  } catch (error) {
    // The decision stands without it, and the card shows it.
    options.log('Teams reply could not be answered', { code: codeOf(error) });
  }
  return { status: 200 };
}

async function wordsFor(message: Written, options: AnsweringOptions): Promise<string | undefined> {
  const { language } = options;
  const said = readTextReply(message.text);
  const sender = senderOf(message, options);
  if (said.kind === 'other') return undefined;
  if (sender.kind !== 'person') {
    if (said.kind === 'decision') await turnAway(options, sender, { ...said, incident: undefined });
    // What is said elsewhere is not answered: it may be about anything.
    return sender.kind === 'nobody' ? sender.because[language] : undefined;
  }
  const { by, tenant, conversation } = sender;
  if (said.kind === 'command') return oneLine((await done(options, said.command, by, conversation))[language], 4000);
  if (said.kind !== 'decision') return said.kind === 'doubtful' ? doubtful[language] : howTo[language];
  const { code, decision, reason } = said;
  const unsaid = { planHash: undefined, incident: undefined };
  const answer = await ask(options, 'text', () =>
    options.onReply({ ...unsaid, code, decision, reason, by, tenant, conversation, via: 'text' }),
  );
  if (!answer) return tryAgain[language];
  if (answer.kind === 'refused') return answer.because[language];
  const subject = planTold(answer.view);
  const now = [standing(answer.view), remark(answer.view)].filter((each) => each !== undefined);
  return oneLine(`${subject ? `${subject[language]}: ` : ''}${now.map((each) => each[language]).join('. ')}`);
}

async function ask(
  { log }: AnsweringOptions,
  via: Reply['via'],
  put: () => Promise<ReplyAnswer>,
): Promise<ReplyAnswer | undefined> {
  try {
    return await put();
  } catch (error) {
    log('Teams reply could not be recorded', { code: codeOf(error), via });
    return undefined;
  }
}

/** Notes that somebody tried who cannot be heard: in the incident where they are of our tenant, and else only in the log. */
async function turnAway(
  { onTurnedAway, log }: AnsweringOptions,
  { kind, by, because }: Exclude<Sender, { kind: 'person' }>,
  {
    decision,
    incident,
    code,
  }: { readonly decision: Attempt; readonly incident?: string | undefined; readonly code?: string | undefined },
): Promise<void> {
  log('Teams activity refused: its sender is not heard', {
    because: kind,
    decision,
    by: by.id,
    incident: incident ?? '',
  });
  if (kind === 'foreign') return;
  try {
    await onTurnedAway({ incident, code, decision, by, because });
  } catch (error) {
    log('Teams activity that was refused could not be recorded', { code: codeOf(error) });
  }
}

async function done(
  { onCommand, log }: AnsweringOptions,
  command: Command,
  by: Approver,
  thread: string,
): Promise<Text> {
  try {
    return await onCommand(command, by, thread);
  } catch (error) {
    log('Teams command could not be carried out', { code: codeOf(error), command: command.kind });
    return commandFailed;
  }
}
