// Fence: cuts untrusted text into plain runs and marks for whatever a reader could not see. Source: UAX #9 (bidi controls), UTS #39 (mixed scripts).

export type FencePart =
  | { readonly kind: 'text'; readonly text: string }
  /** Something invisible or treacherous. `label` is shown in its place; `count` says how many in a row. */
  | { readonly kind: 'mark'; readonly label: string; readonly name: string; readonly count: number };

export type Fence = {
  readonly parts: readonly FencePart[];
  /** Characters that were left out at the end. */
  readonly cut: number;
  /** How many invisible characters were found. */
  readonly marks: number;
  /** Words that mix Latin with Cyrillic or Greek letters, as look-alikes do. */
  readonly mixed: readonly string[];
};

/** What is read at most, in code points. */
export const FENCE_LIMIT = 4_000;

const NAMED: Readonly<Record<number, readonly [string, string]>> = {
  0xad: ['SHY', 'soft hyphen'],
  0x61c: ['ALM', 'Arabic letter mark'],
  0x115f: ['FILL', 'Hangul filler'],
  0x1160: ['FILL', 'Hangul filler'],
  0x180e: ['MVS', 'Mongolian vowel separator'],
  0x200b: ['ZWSP', 'zero-width space'],
  0x200c: ['ZWNJ', 'zero-width non-joiner'],
  0x200d: ['ZWJ', 'zero-width joiner'],
  0x200e: ['LRM', 'left-to-right mark'],
  0x200f: ['RLM', 'right-to-left mark'],
  0x2028: ['LSEP', 'line separator'],
  0x2029: ['PSEP', 'paragraph separator'],
  0x202a: ['LRE', 'left-to-right embedding'],
  0x202b: ['RLE', 'right-to-left embedding'],
  0x202c: ['PDF', 'end of directional formatting'],
  0x202d: ['LRO', 'left-to-right override'],
  0x202e: ['RLO', 'right-to-left override'],
  0x2060: ['WJ', 'word joiner'],
  0x2066: ['LRI', 'left-to-right isolate'],
  0x2067: ['RLI', 'right-to-left isolate'],
  0x2068: ['FSI', 'first strong isolate'],
  0x2069: ['PDI', 'end of directional isolate'],
  0x2800: ['BLANK', 'braille blank'],
  0x3164: ['FILL', 'Hangul filler'],
  0xfeff: ['BOM', 'zero-width no-break space'],
  0xffa0: ['FILL', 'Hangul filler'],
  0xfffc: ['OBJ', 'object replacement'],
};

const hex = (code: number): string => `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;

/** Label and name of a character that must be shown as a mark; undefined for one that shows itself. */
export function hiddenName(code: number): readonly [label: string, name: string] | undefined {
  const named = NAMED[code];
  if (named) return named;
  if (code === 0x0a || code === 0x09) return undefined;
  if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return [hex(code), 'control character'];
  if (code >= 0xd800 && code <= 0xdfff) return [hex(code), 'half of a character'];
  if (code >= 0x2061 && code <= 0x206f) return [hex(code), 'invisible operator'];
  if ((code >= 0xfe00 && code <= 0xfe0f) || (code >= 0xe0100 && code <= 0xe01ef))
    return ['VS', 'variation selector'];
  // Tag characters carry a whole hidden text past the eye of a reader into the mind of a model.
  if (code >= 0xe0000 && code <= 0xe007f) return ['TAG', 'hidden tag character'];
  if (code >= 0xfff0 && code <= 0xfffb) return [hex(code), 'special'];
  if (/^[\p{Co}\p{Cn}]$/u.test(String.fromCodePoint(code))) return [hex(code), 'unassigned character'];
  return undefined;
}

/** Picture style for the emoji before it: harmless there, a hiding place anywhere else. */
const PICTURE_STYLE = '\uFE0F';
const PICTURE = /\p{Extended_Pictographic}$/u;

const COMBINING = /^\p{M}$/u;
/** More than this many marks stacked on one letter hide the lines around it. */
const STACK_LIMIT = 3;

const WORD = /[\p{L}\p{M}]+/gu;
const mixes = (word: string): boolean =>
  /\p{Script=Latin}/u.test(word) && /[\p{Script=Cyrillic}\p{Script=Greek}]/u.test(word);

/** Cuts `text` into parts that are safe to draw. Never throws, whatever it is given. */
export function fence(text: string, limit: number = FENCE_LIMIT): Fence {
  const characters = Array.from(text.replaceAll('\r\n', '\n'));
  const read = characters.slice(0, limit);
  const parts: FencePart[] = [];
  let run = '';
  let stacked = 0;
  let marks = 0;
  const flush = (): void => {
    if (run !== '') parts.push({ kind: 'text', text: run });
    run = '';
  };
  const mark = (label: string, name: string): void => {
    marks += 1;
    flush();
    const last = parts.at(-1);
    if (last?.kind === 'mark' && last.label === label && last.name === name)
      parts[parts.length - 1] = { ...last, count: last.count + 1 };
    else parts.push({ kind: 'mark', label, name, count: 1 });
  };
  for (const character of read) {
    if (character === PICTURE_STYLE && PICTURE.test(run)) {
      run += character;
      continue;
    }
    const hidden = hiddenName(character.codePointAt(0) ?? 0);
    if (hidden) {
      mark(...hidden);
      continue;
    }
    stacked = COMBINING.test(character) ? stacked + 1 : 0;
    if (stacked > STACK_LIMIT) mark('STACK', 'stacked combining mark');
    else run += character;
  }
  flush();
  const mixed = [...new Set(read.join('').match(WORD) ?? [])].filter(mixes);
  return { parts, cut: characters.length - read.length, marks, mixed };
}
