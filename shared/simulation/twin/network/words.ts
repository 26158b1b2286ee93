import * as z from 'zod';

/** A word of Azure's, whatever the case in which it comes; read in Azure's own case. */
export const word = <const W extends string>(...words: readonly W[]) =>
  z.string().transform((text, context) => {
    const known = words.find((one) => one.toLowerCase() === text.toLowerCase());
    if (known !== undefined) return known;
    context.addIssue({ code: 'custom', message: `expected one of ${words.join(', ')}` });
    return z.NEVER;
  });
