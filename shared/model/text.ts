/** Something a person reads, in every language that Reconnect speaks. Written where it belongs, so that no language is forgotten. */
export interface Text {
  readonly en: string;
  readonly ko: string;
}

export type Language = keyof Text;

/** One sentence in English and Korean. */
export const text = (en: string, ko: string): Text => ({ en, ko });

/** One after the other, the empty ones left out. */
export const joinText = (...texts: readonly Text[]): Text => {
  const joined = (language: Language) =>
    texts
      .map((each) => each[language])
      .filter((each) => each !== '')
      .join(' ');
  return text(joined('en'), joined('ko'));
};
