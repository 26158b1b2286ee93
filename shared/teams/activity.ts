import * as z from 'zod';

const Id = z.string().min(1).max(1000);
const Person = z.looseObject({
  id: Id,
  name: z.string().max(1000).default(''),
  aadObjectId: z.string().max(100).optional(),
});
const Common = {
  id: z.string().max(1000).optional(),
  from: Person,
  conversation: z.looseObject({ id: Id, tenantId: z.string().optional() }),
  channelData: z
    .looseObject({
      tenant: z.looseObject({ id: z.string() }).optional(),
      channel: z.looseObject({ id: z.string() }).optional(),
      team: z.looseObject({ id: Id }).optional(),
      eventType: z.string().optional(),
    })
    .default({}),
};

const Answer = z.looseObject({
  code: z.string().min(1).max(20),
  incident: Id.optional(),
  planHash: z.string().min(1).max(200),
  reason: z.string().max(2000).optional(),
});

/** A press of a button on a card (Bot Framework: invoke activity `adaptiveCard/action`). */
export const Click = z.looseObject({
  type: z.literal('invoke'),
  name: z.literal('adaptiveCard/action'),
  ...Common,
  value: z.looseObject({
    // A card that refreshes by itself sends "automatic": nobody pressed anything.
    trigger: z.literal('manual').optional(),
    action: z.discriminatedUnion('verb', [
      z.looseObject({ verb: z.enum(['approve', 'reject']), data: Answer }),
      z.looseObject({ verb: z.literal('mute'), data: z.looseObject({ incident: Id }) }),
    ]),
  }),
});
export type Click = z.infer<typeof Click>;

/** A message that somebody wrote (Bot Framework: message activity). */
export const Written = z.looseObject({
  type: z.literal('message'),
  ...Common,
  text: z.string().max(100_000).default(''),
});
export type Written = z.infer<typeof Written>;

/**
 * What concerns a team rather than somebody's words: the app was added to it or removed, or members or channels changed
 * (Bot Framework: `installationUpdate` and `conversationUpdate`; Microsoft Teams: "Conversation events").
 */
export const TeamNews = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('installationUpdate'), ...Common, action: z.string() }),
  z.looseObject({
    type: z.literal('conversationUpdate'),
    ...Common,
    membersAdded: z.array(z.looseObject({ id: Id })).default([]),
    membersRemoved: z.array(z.looseObject({ id: Id })).default([]),
  }),
]);
export type TeamNews = z.infer<typeof TeamNews>;

/** The least that every activity has: what it is, by which channel and connector it came, and to whom. */
export const Envelope = z.looseObject({
  type: z.string().min(1),
  serviceUrl: z.string().min(1),
  channelId: z.string(),
  recipient: z.looseObject({ id: Id }),
});
export type Envelope = z.infer<typeof Envelope>;
