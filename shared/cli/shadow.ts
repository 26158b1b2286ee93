import type { Language } from '../model/text';
import { shadowReport } from '../report/shadow';
import { shadowText } from '../report/shadow-words';
import { storiesSince } from '../report/stories';
import { appSettings, withStore } from './storage';

/** `report shadow`: what would have been repaired in the last days if the policy had let Reconnect ask. `now` in ms since the epoch. */
export async function reportShadow(
  root: string,
  { days, language, now }: { readonly days: number; readonly language: Language; readonly now: number },
  print: (line: string) => void,
): Promise<number> {
  const [from, to] = [now - days * 86_400_000, now].map((at) => new Date(at).toISOString()) as [string, string];
  const stories = await withStore(await appSettings(root), (store) => storiesSince(store, from));
  print(shadowText(shadowReport(stories, from, to), language));
  return 0;
}
