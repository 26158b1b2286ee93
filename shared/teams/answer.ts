import { ReconnectError } from '../model/errors';
import { text, type Language, type Text } from '../model/text';
import { incidentCard } from '../cards/card';
import { oneLine } from '../model/one-line';
import { planTold, remark, standing } from '../cards/format';
import type { Approver } from '../approvals/approval';
import type { Command } from '../approvals/command';
import { Click, Envelope, Written } from './activity';
import { connector, type Connector, type TeamsChannel } from './connector';
import { cardAnswer, failureAnswer, httpError, refusalAnswer, type HttpAnswer } from './invoke-answer';
import { senderOf, type Reply, type ReplyAnswer } from './reply';
import { readTextReply } from './text-reply';

/** What is needed to answer people. */
export interface AnsweringOptions extends TeamsChannel {
  readonly language: Language;
  readonly onReply: (reply: Reply) => Promise<ReplyAnswer>;
  /** Does what somebody in the channel wants, if they may, and answers what everybody there is told. */
  readonly onCommand: (command: Command, by: Approver) => Promise<Text>;
  /** A fixed message; what varies goes into the properties. */
  readonly log: (message: string, properties: Readonly<Record<string, string | number>>) => void;
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
  'I understand “approve CODE” and “reject CODE” (the code is on the card), “stop”, “resume”, “status”, “mute NAME 2h” (or 30m) and “unmute NAME”.',
  '“승인 코드”와 “거절 코드”(코드는 카드에 있습니다), “정지”, “재개”, “상태”, “음소거 이름 2시간”(또는 30분), “음소거 해제 이름”을 이해합니다.',
);

/** What to tell the caller about an activity whose shape makes no sense. */
export const malformed = (): HttpAnswer =>
  httpError(400, 'MALFORMED_ACTIVITY', 'This is not an activity that Teams would send.');

/** Turns an authenticated activity into a reply, and what became of it into an answer. Never throws. */
export function answering(options: AnsweringOptions): (activity: unknown) => Promise<HttpAnswer> {
  const teams = connector(options);
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
        return message.success ? await written(message.data, options, teams) : malformed();
      }
      default:
        return { status: 200 };
    }
  };
}

async function clicked(click: Click, options: AnsweringOptions): Promise<HttpAnswer> {
  const { language } = options;
  const sender = senderOf(click, options);
  if (sender.kind !== 'person') return refusalAnswer(sender.because[language]);
  const { verb, data } = click.value.action;
  const { code, planHash, incident, reason } = data;
  const { by, tenant, conversation } = sender;
  const answer = await ask(options, {
    code,
    planHash,
    incident,
    decision: verb,
    by,
    tenant,
    conversation,
    reason,
    via: 'click',
  });
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
  if (said.kind === 'other' || sender.kind === 'elsewhere') return undefined;
  if (sender.kind !== 'person') return sender.because[language];
  if (said.kind === 'unclear') return howTo[language];
  const { by, tenant, conversation } = sender;
  if (said.kind === 'command') return oneLine((await done(options, said.command, by))[language], 4000);
  const { code, decision } = said;
  const unsaid = { planHash: undefined, incident: undefined, reason: undefined };
  const answer = await ask(options, { ...unsaid, code, decision, by, tenant, conversation, via: 'text' });
  if (!answer) return tryAgain[language];
  if (answer.kind === 'refused') return answer.because[language];
  const subject = planTold(answer.view);
  const now = [standing(answer.view), remark(answer.view)].filter((each) => each !== undefined);
  return oneLine(`${subject ? `${subject[language]}: ` : ''}${now.map((each) => each[language]).join('. ')}`);
}

async function ask({ onReply, log }: AnsweringOptions, reply: Reply): Promise<ReplyAnswer | undefined> {
  try {
    return await onReply(reply);
  } catch (error) {
    log('Teams reply could not be recorded', { code: codeOf(error), via: reply.via });
    return undefined;
  }
}

async function done({ onCommand, log }: AnsweringOptions, command: Command, by: Approver): Promise<Text> {
  try {
    return await onCommand(command, by);
  } catch (error) {
    log('Teams command could not be carried out', { code: codeOf(error), command: command.kind });
    return commandFailed;
  }
}

const codeOf = (error: unknown): string => (error instanceof ReconnectError ? error.code : 'UNEXPECTED');
