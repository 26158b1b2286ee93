import type { Language } from '../model/text';
import { shadowReport } from '../report/shadow';
import { shadowText } from '../report/shadow-words';
import { timelinesSince } from '../report/timelines';
import { appSettings, withStore } from './storage';

/** `report shadow`: what would have been repaired in the last days if the policy had let Reconnect ask. `now` in ms since the epoch. */
export async function reportShadow(
  root: string,
  { days, language, now }: { readonly days: number; readonly language: Language; readonly now: number },
  print: (line: string) => void,
): Promise<number> {
  const [from, to] = [now - days * 86_400_000, now].map((at) => new Date(at).toISOString()) as [string, string];
  const timelines = await withStore(await appSettings(root), (store) => timelinesSince(store, from));
  print(shadowText(shadowReport(timelines, from, to), language));
  return 0;
}
