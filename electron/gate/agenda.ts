// Agenda: things to be done at a moment, taken out in the order of their moments (a binary heap). For replaying a history.

export type Agenda<T> = {
  readonly add: (at: number, item: T) => void;
  /** The next item that is due at `now` or was before; undefined when there is none. */
  readonly due: (now: number) => T | undefined;
};

export function createAgenda<T>(): Agenda<T> {
  const heap: { readonly at: number; readonly item: T }[] = [];
  const at = (index: number): number => heap[index]?.at ?? Number.POSITIVE_INFINITY;
  const swap = (a: number, b: number): void => {
    const [first, second] = [heap[a], heap[b]];
    if (first && second) [heap[a], heap[b]] = [second, first];
  };

  return {
    add: (moment, item) => {
      let index = heap.push({ at: moment, item }) - 1;
      for (let parent = (index - 1) >> 1; index > 0 && at(parent) > moment; parent = (index - 1) >> 1) {
        swap(index, parent);
        index = parent;
      }
    },
    due: (now) => {
      const top = heap[0];
      if (!top || top.at > now) return undefined;
      const last = heap.pop();
      if (heap.length > 0 && last) heap[0] = last;
      for (let index = 0; ;) {
        const left = 2 * index + 1;
        const least = at(left + 1) < at(left) ? left + 1 : left;
        if (at(least) >= at(index)) break;
        swap(index, least);
        index = least;
      }
      return top.item;
    },
  };
}
