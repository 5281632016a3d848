// Groups: long strings cut in fours, and how alike two of them look to somebody in a hurry.

/** "02f1a8" → ["02f1", "a8"]. */
export const groupsOf = (text: string, size = 4): readonly string[] =>
  Array.from({ length: Math.ceil(text.length / size) }, (_, index) =>
    text.slice(index * size, (index + 1) * size),
  );
