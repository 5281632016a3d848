import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fence, FENCE_LIMIT, hiddenName } from '../../../../renderer/ui/fence.ts';

const shown = (text: string): string =>
  fence(text)
    .parts.map((part) =>
      part.kind === 'text' ? part.text : `[${part.label}${part.count > 1 ? `×${part.count}` : ''}]`,
    )
    .join('');

describe('fence', () => {
  it.each([
    ['a bidi override', 'invoice \u202Egnp.exe', 'invoice [RLO]gnp.exe'],
    ['isolates', '\u2066a\u2069', '[LRI]a[PDI]'],
    ['zero-width spaces in a row', 'pay\u200B\u200B\u200Bme', 'pay[ZWSP×3]me'],
    ['a byte order mark', '\uFEFFhi', '[BOM]hi'],
    ['a soft hyphen', 'ex\u00ADample', 'ex[SHY]ample'],
    ['hidden tag characters', 'ok\u{E0069}\u{E0067}', 'ok[TAG×2]'],
    ['variation selectors that smuggle bytes', 'a\u{E0100}\u{E0101}', 'a[VS×2]'],
    ['a picture style without a picture', 'a\uFE0F', 'a[VS]'],
    ['a second picture style', '\u2764\uFE0F\uFE0F', '\u2764\uFE0F[VS]'],
    ['a Hangul filler', 'a\u3164b', 'a[FILL]b'],
    ['an escape character', 'a\u001B[31mb', 'a[U+001B][31mb'],
    ['NUL', 'a\0b', 'a[U+0000]b'],
    ['half of a surrogate pair', 'a\uD800b', 'a[U+D800]b'],
    ['line and paragraph separators', 'a\u2028b\u2029c', 'a[LSEP]b[PSEP]c'],
    ['private use characters', 'a\uE000', 'a[U+E000]'],
  ])('shows %s as a mark', (_, text, expected) => {
    expect(shown(text)).toBe(expected);
  });

  it.each([
    'Zürich, 18 %',
    'line one\nline two\tend',
    '日本語 한국어',
    'مرحبا',
    '👍🏽',
    'e\u0301',
    '\u2764\uFE0F',
  ])('leaves honest text as it is: %j', (text) => {
    expect(fence(text)).toMatchObject({ parts: [{ kind: 'text', text }], marks: 0, cut: 0 });
  });

  it('keeps a family emoji readable but shows its joiners', () => {
    expect(shown('👩\u200D👧')).toBe('👩[ZWJ]👧');
  });

  it('stops stacked marks from covering the lines around them', () => {
    expect(shown(`a${'\u0301'.repeat(50)}b`)).toBe(`a${'\u0301'.repeat(3)}[STACK×47]b`);
  });

  it('names words that mix alphabets', () => {
    expect(fence('p\u0430ypal and \u041C\u043E\u0441\u043A\u0432\u0430').mixed).toEqual(['p\u0430ypal']);
  });

  it('cuts long text and says how much is missing', () => {
    const { cut, parts } = fence('x'.repeat(FENCE_LIMIT + 7));
    expect(cut).toBe(7);
    expect(parts).toEqual([{ kind: 'text', text: 'x'.repeat(FENCE_LIMIT) }]);
  });

  it('lets no invisible character through, whatever it is given', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        for (const part of fence(text).parts)
          if (part.kind === 'text')
            for (const character of part.text.replaceAll(/\p{Extended_Pictographic}\uFE0F/gu, ''))
              expect(hiddenName(character.codePointAt(0) ?? 0)).toBeUndefined();
      }),
    );
  });

  it('loses no character that it does not mark', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
        const { parts } = fence(text);
        const count = parts.reduce(
          (sum, part) => sum + (part.kind === 'text' ? Array.from(part.text).length : part.count),
          0,
        );
        expect(count).toBe(Array.from(text.replaceAll('\r\n', '\n')).length);
      }),
    );
  });
});
