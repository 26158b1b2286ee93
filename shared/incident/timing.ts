// How long things take at most, and when they are tried again; all in ms.

/** For how long Azure may be out of reach before Reconnect goes on without its answer. */
export const patienceMs = 15 * 60_000;
/** For how long the answer to one question may be under way; after that Reconnect goes on without it. */
export const answersWithinMs = 20 * 60_000;
/** The pause before an Azure that is busy or out of reach is asked again. */
export const askAgainMs = 30_000;
/** Answers that are due within this of each other are asked about together. */
export const pollTogetherMs = 1_000;
/** What is decided and asked one after the other is committed together once it took so long. */
export const togetherMs = 10_000;
/** A queue message is worked on for this long at most; what is left goes on with the next message. */
export const longestMs = 60_000;

/** For how long a guard may hold a plan before people are told and it is given up: before the question, and after the approval. */
export const heldAtMostMs = { asking: 4 * 3_600_000, approved: 3_600_000 };
/** A plan that was made longer ago is made again before its first change is sent. */
export const freshMs = 120_000;
/** What was approved longer ago than this is not begun any more: guards hold an approved plan for an hour at most, and looks take their time. */
export const approvedWithinMs = 2 * 3_600_000;

/** The pause before a target is looked at whose incident is just looking or ending. */
export const lookSoonMs = 30_000;

/** How long a question waits for others that suffer from the same before one for all takes its place. */
export const gatherMs = 60_000;
/** How often an incident that follows another looks at its own target. */
export const whileFollowingMs = 30 * 60_000;

/** Whoever intended a change sends it within this, or not at all: later somebody else may already be inspecting. */
export const sendWithinMs = 30_000;
/**
 * How long after an intent without a submission Azure is inspected. Whoever committed the intent sends at once and gives up
 * after a minute, so by then nobody is about to send.
 */
export const inspectAfterMs = 120_000;
/** How long Azure may take to tell what became of a change. */
export const settlesWithinMs = 30 * 60_000;
/** While changes are switched off, what must be undone is tried again after this long. */
export const whileOffMs = 5 * 60_000;

/** The pause between two looks at whether the connection is back, or the fix is undone. */
export const verifyEveryMs = 15_000;
/** How long Azure may take to show that something was undone. */
export const undoShowsWithinMs = 5 * 60_000;

/** For how long after its end an incident is told of outside the channel, where that could not be done at once. */
export const isNewsMs = 3_600_000;

/** An incident about which there is nothing to tell for this long is told of all the same. */
export const firstWordAfterMs = 120_000;
/** The pause before Teams, which could not be reached, is tried again; whoever set out to post a card has done so by then, or never. */
export const showAgainMs = 30_000;
/** The longest pause between two tries to post a card. */
export const longestSilenceMs = 5 * 60_000;
/**
 * This long after its end an incident's card is drawn once more: a process that stopped while it drew an older state, and
 * died before it noticed, is over by then.
 */
export const lastDrawAfterMs = 180_000;
