// A figure: a ratio against a yardstick measured in the same run, what was wanted of it, and whether it was reached.

export type Figure = {
  readonly name: string;
  readonly value: number;
  readonly wanted: { readonly at: 'least' | 'most'; readonly value: number } | null;
  readonly detail: string;
  /** Said when the figure is missed: what holds it back. */
  readonly heldBackBy?: string;
  /** Behind the value; "×" for ratios when absent. */
  readonly unit?: string;
};

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

export const reached = (figure: Figure): boolean | null =>
  figure.wanted === null
    ? null
    : figure.wanted.at === 'least'
      ? figure.value >= figure.wanted.value
      : figure.value <= figure.wanted.value;
