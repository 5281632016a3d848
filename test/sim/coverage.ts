// Coverage: what the histories of a run have reached, counted by name.

export type Coverage = {
  readonly hit: (kind: string, name: string) => void;
  readonly count: (kind: string, name: string) => number;
  /** Names reached of one kind, with how often, most often first. */
  readonly of: (kind: string) => readonly (readonly [string, number])[];
};

export function createCoverage(): Coverage {
  const kinds = new Map<string, Map<string, number>>();
  return {
    hit: (kind, name) => {
      const names = kinds.get(kind) ?? new Map<string, number>();
      kinds.set(kind, names.set(name, (names.get(name) ?? 0) + 1));
    },
    count: (kind, name) => kinds.get(kind)?.get(name) ?? 0,
    of: (kind) => [...(kinds.get(kind) ?? [])].toSorted((one, other) => other[1] - one[1]),
  };
}
