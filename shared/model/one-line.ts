/**
 * Text from Azure or from a person, made safe to show on one line: no control characters (terminals obey them), nothing
 * invisible (bidirectional overrides can make a name read as another), no half characters, at most `limit` UTF-16 units.
 */
export function oneLine(value: string, limit = 1000): string {
  const clean = value
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]+/gu, ' ')
    .replace(/\p{Cs}/gu, '\uFFFD')
    .trim();
  if (clean.length <= limit) return clean;
  return `${clean.slice(0, limit - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
