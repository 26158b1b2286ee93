/** Somebody in the team. `id` is the Entra object id. */
export interface Person {
  readonly id: string;
  readonly name: string;
}

export interface TeamsOptions {
  /** The bot's messaging endpoint, asked for before each activity: `http://127.0.0.1:7071/api/messages`. */
  readonly botEndpoint: () => string;
  /** The bot's app id: the audience of what Teams signs. */
  readonly appId: string;
  readonly tenantId: string;
  readonly team: { readonly id: string; readonly name: string };
  readonly channel: { readonly id: string; readonly name: string };
  readonly people: readonly Person[];
  /** The language of the page. */
  readonly language: 'en' | 'ko';
  /** ms since the epoch, for the times beside messages; by default the machine's clock. */
  readonly clock?: () => number;
}

/** An Adaptive Card as JSON. */
export type Card = Readonly<Record<string, unknown>>;

/** A message in the channel, as it looks now. */
export interface PostedMessage {
  readonly id: string;
  /** The thread: `19:…@thread.tacv2;messageid=…`. */
  readonly conversation: string;
  readonly from: 'bot' | Person;
  /** ms since the epoch. */
  readonly at: number;
  readonly summary: string | undefined;
  readonly text: string | undefined;
  readonly card: Card | undefined;
  /** 1 when posted, one more for each update. */
  readonly version: number;
}

/** A card with buttons that was put into the channel. */
export interface AskedQuestion {
  readonly message: string;
  readonly conversation: string;
  readonly incident: string;
  readonly code: string;
  readonly planHash: string;
  readonly card: Card;
}

/** What the person who pressed a button sees. `http`: Teams shows nothing for such an answer. */
export type InvokeResult =
  | { readonly kind: 'card'; readonly card: Card }
  | { readonly kind: 'message'; readonly text: string }
  | { readonly kind: 'error'; readonly code: string; readonly text: string }
  | { readonly kind: 'http'; readonly status: number; readonly body: unknown };

/** What the bot's endpoint answered. */
export interface HttpResult {
  readonly status: number;
  readonly body: unknown;
}

/** How a test can make an activity that Teams would not send, or would send to somebody else. */
export type Forgery =
  | 'no-token'
  | 'garbage-token'
  | 'bad-signature'
  | 'entra-issuer'
  | 'unknown-issuer'
  | 'wrong-audience'
  | 'expired'
  | 'not-yet'
  | 'other-service-url'
  | 'no-service-url'
  | 'missing-oid'
  | 'wrong-tenant'
  | 'wrong-conversation'
  /** Signed as it should be, but not by Teams: a page with the bot's Web Chat, or a client of Direct Line. */
  | 'web-chat'
  | 'direct-line'
  /** Says that it comes from Teams, and is signed with a key that only signs for other channels. */
  | 'key-of-another-channel'
  | 'another-recipient'
  /** By way of another connector, in the activity and in the token. */
  | 'another-connector';

export interface ClickOptions {
  readonly reason?: string;
  /** What the card's data is replaced by. */
  readonly tampered?: Readonly<Record<string, unknown>>;
  readonly forge?: Forgery;
}

export interface SayOptions {
  readonly thread?: string;
  readonly forge?: Forgery;
}

/** The stand-in for Teams, listening on loopback. */
export interface RunningTeams {
  /** `http://127.0.0.1:PORT/teams` */
  readonly serviceUrl: string;
  readonly openIdMetadataUrl: string;
  /** The channel, to look at in a browser. */
  readonly page: string;
  messages(): readonly PostedMessage[];
  /** Every card with buttons that was put into the channel, oldest first. */
  questions(): readonly AskedQuestion[];
  /** The n-th question that was asked, from 1 on, as soon as it is there. Rejects when the stand-in is closed first. */
  waitForQuestion(n: number): Promise<AskedQuestion>;
  /** Presses a button of the question with this code, whether or not the card still shows it. */
  click(
    person: Person,
    code: string,
    verb: 'approve' | 'reject' | 'mute',
    options?: ClickOptions,
  ): Promise<InvokeResult>;
  /** Writes in the channel, or in a thread (`conversation`) of it. */
  say(person: Person, text: string, options?: SayOptions): Promise<HttpResult>;
  /** Adds the bot to the team, or removes it: Teams tells of both twice, as of a change of its apps and of its members. */
  move(person: Person, how: 'add' | 'remove', forge?: Forgery): Promise<readonly HttpResult[]>;
  /** Posts this activity, signed as Teams signs. */
  send(activity: unknown): Promise<HttpResult>;
  /** The next calls to the connector are answered with this HTTP status, and with this in `Retry-After`, where it is given. */
  failNext(status: number, times?: number, retryAfterS?: number): void;
  /** The calls that are still to fail do not. */
  stopFailing(): void;
  /** From now on nobody can read the signing keys. */
  failKeys(): void;
  close(): Promise<void>;
}
