// How long one part of an exported file may be: the page cuts by it, the contract refuses above it.

/** UTF-16 code units. */
export const EXPORT_PART_CHARACTERS = 200_000;
