/** Something a person reads, in every language that Reconnect speaks. Written where it belongs, so that no language is forgotten. */
export interface Text {
  readonly en: string;
  readonly ko: string;
}

export type Language = keyof Text;

/** One sentence in English and Korean. */
export const text = (en: string, ko: string): Text => ({ en, ko });
