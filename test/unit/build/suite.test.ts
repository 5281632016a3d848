// The closing line of the test command: it must not be able to say that all is well when nothing was tested.
import { describe, expect, it, vi } from 'vitest';
import { close, settle, sum } from '../../../electron/build/suite.mjs';

describe('totals', () => {
  it.each([
    ['all passed', 0, { passed: 3, failed: 0, skipped: 0 }, 0],
    ['some failed', 1, { passed: 3, failed: 2, skipped: 0 }, 2],
    ['a runner that failed without naming a test', 1, { passed: 3, failed: 0, skipped: 0 }, 1],
    ['a runner that ran nothing', 0, { passed: 0, failed: 0, skipped: 0 }, 1],
    ['a runner that skipped everything', 0, { passed: 0, failed: 0, skipped: 9 }, 1],
    ['a runner that died', 139, { passed: 0, failed: 0, skipped: 0 }, 1],
  ])('count %s', (_what, code, totals, failed) => {
    expect(settle(code, totals).failed).toBe(failed);
  });

  it('add up and decide the exit code', () => {
    const printed = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    const good = { passed: 2, failed: 0, skipped: 0 };
    expect(close(sum([good, good]))).toBe(0);
    expect(close(sum([good, { passed: 0, failed: 1, skipped: 2 }]))).toBe(1);
    const lines = printed.mock.calls.map(([line]) => line);
    printed.mockRestore();
    expect(lines).toEqual(['4 passed, 0 failed\n', '2 passed, 1 failed, 2 skipped\n']);
  });
});
