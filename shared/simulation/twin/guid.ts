/** GUIDs in a fixed order, so that two runs of the same scenario name the same things. `kind` is a hex digit that tells the uses apart. */
export function guids(kind: string): () => string {
  let count = 0;
  return () => {
    count += 1;
    return `${kind.padStart(8, '0')}-0000-4000-8000-${count.toString(16).padStart(12, '0')}`;
  };
}
