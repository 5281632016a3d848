// Contrast of every pair of tokens the page draws, in both themes (WCAG 2.2, 1.4.3 and 1.4.11), computed from the stylesheet itself.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const RENDERER = new URL('../../../renderer/', import.meta.url).pathname;
const TOKENS = readFileSync(join(RENDERER, 'styles/tokens.css'), 'utf8');

type Rgb = readonly [number, number, number];
type Theme = 'light' | 'dark';
const THEMES: readonly Theme[] = ['light', 'dark'];

/** name → its two colours as the stylesheet has them. */
const colours = new Map<string, Readonly<Record<Theme, Rgb>>>();
for (const [, name = '', value = ''] of TOKENS.matchAll(/--([a-z-]+):\s*([^;]+);/g)) {
  const hexes = [...value.matchAll(/#([0-9a-f]{6})\b/g)].map(([, hex = '']) => hex);
  const [light = '', dark = light] = hexes;
  if (light !== '') colours.set(name, { light: rgb(light), dark: rgb(dark) });
}

function rgb(hex: string): Rgb {
  const part = (at: number): number => Number.parseInt(hex.slice(at, at + 2), 16);
  return [part(0), part(2), part(4)];
}

/** A token, or a token at some strength over others: ["danger", 0.12] over "panel". */
type Paint = string | readonly [string, number];

function paint(over: readonly Paint[], theme: Theme): Rgb {
  let below: Rgb = [0, 0, 0];
  for (const layer of over) {
    const [name, strength] = typeof layer === 'string' ? [layer, 1] : layer;
    const colour = colours.get(name)?.[theme];
    if (!colour) throw new Error(`there is no token --${name}`);
    below = [0, 1, 2].map((index) => {
      const [top = 0, under = 0] = [colour[index], below[index]];
      return top * strength + under * (1 - strength);
    }) as unknown as Rgb;
  }
  return below;
}

const luminance = (colour: Rgb): number => {
  const [red = 0, green = 0, blue = 0] = colour.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};

function contrast(front: readonly Paint[], behind: readonly Paint[], theme: Theme): number {
  const [a, b] = [luminance(paint([...behind, ...front], theme)), luminance(paint(behind, theme))];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

const SURFACES = ['bg', 'rail', 'panel', 'raised', 'selected'] as const;
const TEXTS = ['ink', 'muted', 'faint', 'accent', 'ok', 'warn', 'danger'] as const;

type Pair = readonly [front: Paint, behind: readonly Paint[], least: number];
const TEXT = 4.5;
const MARK = 3;

const PAIRS: readonly Pair[] = [
  ...SURFACES.flatMap((surface) => TEXTS.map((text): Pair => [text, [surface], TEXT])),
  // Filled buttons, counters and ticks.
  ['on-accent', ['accent'], TEXT],
  ['on-warn', ['warn-fill'], TEXT],
  // Buttons and banners of danger and warning: tinted surfaces, at rest, pointed at and pressed.
  ...['bg', 'panel'].flatMap((surface) =>
    [0.08, 0.1, 0.12].map((strength): Pair => ['danger', [surface, ['danger-fill', strength]], TEXT]),
  ),
  ...['bg', 'panel'].map((surface): Pair => ['danger', [surface, ['danger-fill', 0.2]], TEXT]),
  ...['ink', 'muted', 'warn'].map((text): Pair => [text, ['bg', ['warn-fill', 0.08]], TEXT]),
  ...['ink', 'muted'].map((text): Pair => [text, ['panel', ['accent', 0.08]], TEXT]),
  // Rows of a popover and of a select under the pointer.
  ...['ink', 'faint'].map((text): Pair => [text, ['line'], TEXT]),
  // Shapes that carry a meaning, on the panel and against the track they run in.
  ...['accent', 'ok-fill', 'warn-fill', 'danger-fill', 'chart', 'reserved', 'faint'].flatMap(
    (fill): readonly Pair[] => [
      [fill, ['panel'], MARK],
      ...(fill === 'faint' || fill === 'ok-fill' || fill === 'chart' ? [] : [[fill, ['track'], 2.2] as Pair]),
    ],
  ),
  ...['ok-fill', 'warn-fill', 'danger-fill', 'accent', 'faint'].map((fill): Pair => [fill, ['bg'], MARK]),
  // The edge of what can be filled in, wherever it stands, and the ring of the focus.
  ...['bg', 'panel', 'raised'].map((surface): Pair => ['field', [surface], MARK]),
  ...SURFACES.map((surface): Pair => ['accent', [surface], MARK]),
];

describe.each(THEMES)('the %s theme', (theme) => {
  it.each(PAIRS.map((pair) => [nameOf(pair), pair] as const))('%s', (_, [front, behind, least]) => {
    expect(contrast([front], behind, theme)).toBeGreaterThanOrEqual(least);
  });
});

function nameOf([front, behind, least]: Pair): string {
  const word = (one: Paint): string => (typeof one === 'string' ? one : `${one[0]} at ${one[1] * 100} %`);
  return `${word(front)} on ${behind.map(word).join(' under ')} is at least ${least}:1`;
}

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((item) => {
    const path = join(folder, item.name);
    if (item.isDirectory()) return sources(path);
    return /\.tsx?$/.test(item.name) ? [readFileSync(path, 'utf8')] : [];
  });
}

describe('the page', () => {
  const text = sources(RENDERER).join('\n');
  const used = (property: string): string[] => [
    ...new Set(
      [...text.matchAll(new RegExp(`\\b${property}-([a-z]+(?:-[a-z]+)*)\\b(?!/)`, 'g'))]
        .map(([, name = '']) => name)
        .filter((name) => colours.has(name)),
    ),
  ];

  it('writes in no colour whose contrast is not computed here', () => {
    const fronts = new Set(PAIRS.map(([front]) => front));
    expect(used('text').filter((name) => !fronts.has(name))).toEqual([]);
  });

  it('fills no surface with a colour that is not looked at here', () => {
    const known = new Set<string>([
      ...PAIRS.flatMap(([front, behind]) => [front, ...behind]).map((one) =>
        typeof one === 'string' ? one : one[0],
      ),
      // Filled with the brighter fill of the same name by the theme; or the thumb of a switch; or what lies under everything.
      'ok',
      'warn',
      'danger',
      'muted',
      'ink',
      'line-strong',
      'on-accent',
    ]);
    expect(used('bg').filter((name) => !known.has(name))).toEqual([]);
  });

  it('has no token that nobody looks at', () => {
    const known = new Set(
      PAIRS.flatMap(([front, behind]) => [front, ...behind]).map((one) =>
        typeof one === 'string' ? one : one[0],
      ),
    );
    // Lines between rows are seen by position, not by colour alone; shadow and overlay carry no meaning.
    const silent = ['line-strong', 'on-danger'];
    expect([...colours.keys()].filter((name) => !known.has(name) && !silent.includes(name))).toEqual([]);
  });
});
