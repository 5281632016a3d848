// How the palette finds: every word typed must begin a word of the command, in any order; nearer the front comes first.

const words = (text: string): string[] =>
  text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);

/** The items that answer to `typed`, best first; all of them, in their order, when nothing is typed. */
export function findCommands<T extends { readonly label: string; readonly also?: string }>(
  items: readonly T[],
  typed: string,
): readonly T[] {
  const wanted = words(typed);
  if (wanted.length === 0) return items;
  return items
    .flatMap((item, order) => {
      const label = words(item.label);
      const all = [...label, ...words(item.also ?? '')];
      let rank = 0;
      for (const word of wanted) {
        const at = all.findIndex((each) => each.startsWith(word));
        if (at < 0) return [];
        rank += at >= label.length ? at + 100 : at;
      }
      return [{ item, rank, order }];
    })
    .toSorted((a, b) => a.rank - b.rank || a.order - b.order)
    .map(({ item }) => item);
}
