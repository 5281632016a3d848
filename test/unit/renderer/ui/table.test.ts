import { describe, expect, it } from 'vitest';
import { groupsOf } from '../../../../renderer/ui/groups.ts';
import { rowAfterKey } from '../../../../renderer/ui/row-keys.ts';
import { compareKeys } from '../../../../renderer/ui/table-order.ts';

describe('table', () => {
  it.each([
    ['j', 4, 5],
    ['ArrowDown', 9, 9],
    ['k', 0, 0],
    ['ArrowUp', 4, 3],
    ['j', -1, 0],
    ['PageDown', 4, 8],
    ['PageUp', 2, 0],
    ['Home', 7, 0],
    ['End', 0, 9],
    ['x', 3, undefined],
  ])('%s on row %i leads to %s', (key, active, expected) => {
    expect(rowAfterKey(key, active, 10, 4)).toBe(expected);
  });

  it('leads nowhere in an empty table', () => {
    expect(rowAfterKey('j', -1, 0, 4)).toBeUndefined();
  });

  it('orders names as a person counts and amounts exactly', () => {
    expect(['bot 10', 'Bot 9', 'bot 1'].toSorted(compareKeys)).toEqual(['bot 1', 'Bot 9', 'bot 10']);
    const amounts = [2_100_000_000_000_000_001n, 2_100_000_000_000_000_000n];
    expect(amounts.toSorted(compareKeys)).toEqual(amounts.toReversed());
  });

  it('cuts a key in fours with the rest at the end', () => {
    expect(groupsOf('02f1a8d35c')).toEqual(['02f1', 'a8d3', '5c']);
    expect(groupsOf('')).toEqual([]);
  });
});
