/** In the order in which they are used; those of the same order by their ids. */
export const inOrder = <T extends { readonly id: string; readonly order: number }>(all: readonly T[]): readonly T[] =>
  all.toSorted((a, b) => a.order - b.order || (a.id < b.id ? -1 : 1));
