/** A text as it stands in HTML and SVG, between tags and in quoted attributes. */
export const escaped = (value: string): string =>
  value.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
