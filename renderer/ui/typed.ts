// Typed: a text field whose value also stands somewhere slower, such as the address. Nobody but the person at the keyboard takes a letter away. Pure.

export type Typed = {
  /** What the field shows. */
  readonly text: string;
  /** What was last told; its echo is not news. */
  readonly told: string;
  /** What the slower place last said. */
  readonly heard: string;
};

export const typedAtFirst = (value: string): Typed => ({ text: value, told: value, heard: value });

/** A key was pressed: the field shows it at once. */
export const afterKey = (state: Typed, text: string): Typed => ({ ...state, text });

/** The typing rested: this is told now. */
export const afterRest = (state: Typed): Typed => ({ ...state, told: state.text });

/**
 * The slower place says something. An echo of what was told changes nothing, even when more was typed meanwhile; anything else came
 * from elsewhere (Back, a kept view, Clear) and is shown.
 */
export function afterHearing(state: Typed, value: string): Typed {
  if (value === state.heard) return state;
  return value === state.told ? { ...state, heard: value } : typedAtFirst(value);
}
