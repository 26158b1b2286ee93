import * as z from 'zod';
import type { AskedQuestion, Card, Person, PostedMessage } from './contract';

/** What a bot may post: the parts of a message activity that the channel shows. */
export const BotMessage = z.looseObject({
  type: z.literal('message'),
  summary: z.string().optional(),
  text: z.string().optional(),
  attachments: z
    .array(
      z.looseObject({
        contentType: z.literal('application/vnd.microsoft.card.adaptive'),
        content: z.record(z.string(), z.unknown()),
      }),
    )
    .default([]),
});
export type BotMessage = z.infer<typeof BotMessage>;

const Buttons = z.array(
  z.looseObject({
    verb: z.string(),
    data: z.looseObject({ incident: z.string(), code: z.string(), planHash: z.string() }),
  }),
);

/** The messages of one channel, and who waits for what in it. */
export class Channel {
  private readonly posted = new Map<string, PostedMessage>();
  private readonly asked: AskedQuestion[] = [];
  private readonly watchers = new Set<() => void>();
  private lastId = 0;

  constructor(
    private readonly channelId: string,
    private readonly clock: () => number,
  ) {}

  get messages(): readonly PostedMessage[] {
    return [...this.posted.values()];
  }

  get questions(): readonly AskedQuestion[] {
    return this.asked;
  }

  /** An id as Teams gives them: the time in ms, and never the same twice. */
  nextId(): string {
    this.lastId = Math.max(this.lastId + 1, this.clock());
    return String(this.lastId);
  }

  /** Adds a bot's message, to a thread or as a new one. */
  post(message: BotMessage, conversation?: string): PostedMessage {
    const id = this.nextId();
    return this.put({
      ...shown(message),
      id,
      conversation: conversation ?? this.threadOf(id),
      from: 'bot',
      at: this.clock(),
      version: 1,
    });
  }

  /** Adds a person's message, to a thread or as a new one. */
  write(id: string, person: Person, text: string, thread = this.threadOf(id)): void {
    const nothing = { summary: undefined, card: undefined };
    this.put({ ...nothing, id, conversation: thread, from: person, at: this.clock(), text, version: 1 });
  }

  /** Replaces what a bot's message shows; `undefined` when there is no such message. */
  update(id: string, message: BotMessage): PostedMessage | undefined {
    const old = this.posted.get(id);
    return old?.from === 'bot' ? this.put({ ...old, ...shown(message), version: old.version + 1 }) : undefined;
  }

  /** Calls back after every change, until the returned function is called. */
  watch(changed: () => void): () => void {
    this.watchers.add(changed);
    return () => this.watchers.delete(changed);
  }

  private threadOf(id: string): string {
    return `${this.channelId};messageid=${id}`;
  }

  private put(message: PostedMessage): PostedMessage {
    this.posted.set(message.id, message);
    const question = questionIn(message);
    if (question && !this.asked.some(({ code, planHash }) => code === question.code && planHash === question.planHash))
      this.asked.push(question);
    for (const changed of this.watchers) changed();
    return message;
  }
}

const shown = ({ summary, text, attachments }: BotMessage): Pick<PostedMessage, 'summary' | 'text' | 'card'> => ({
  summary,
  text,
  card: attachments[0]?.content,
});

function questionIn({ id, conversation, card }: PostedMessage): AskedQuestion | undefined {
  const buttons = Buttons.safeParse(buttonsOf(card));
  const approve = buttons.data?.find(({ verb }) => verb === 'approve');
  if (!card || !approve) return undefined;
  const { incident, code, planHash } = approve.data;
  return { message: id, conversation, incident, code, planHash, card };
}

const buttonsOf = (card: Card | undefined): unknown => card?.actions;
