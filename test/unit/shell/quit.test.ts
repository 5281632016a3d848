// The end of the process: one reason, one code, and no shutdown that hangs for ever.
import { describe, expect, it, vi } from 'vitest';
import { createFakeClock } from '../../support/fake-clock.ts';
import { createQuit } from '../../../electron/shell/quit.ts';

function make() {
  const exit = vi.fn();
  const clock = createFakeClock();
  const quit = createQuit({ exit, after: clock.after });
  const listener = vi.fn();
  return { exit, clock, quit, listener };
}

describe('quit', () => {
  it('tells the core once, with the first reason, and ends with its code', () => {
    const { exit, quit, listener } = make();
    quit.onQuit(listener);
    quit.begin('SIGTERM', 143);
    quit.begin('the window was closed', 0);
    expect(listener.mock.calls).toEqual([['SIGTERM']]);
    expect(exit).not.toHaveBeenCalled();
    quit.end(0);
    expect(exit).toHaveBeenCalledWith(143);
  });

  it('ends with a failure of the shutdown rather than with the reason', () => {
    const { exit, quit, listener } = make();
    quit.onQuit(listener);
    quit.begin('the window was closed', 0);
    quit.end(5);
    expect(exit).toHaveBeenCalledWith(5);
  });

  it('cuts off a shutdown that hangs, as a failure', () => {
    const { exit, clock, quit, listener } = make();
    quit.onQuit(listener);
    quit.begin('the window was closed', 0);
    clock.advance(14);
    expect(exit).not.toHaveBeenCalled();
    clock.advance(2);
    expect(exit).toHaveBeenCalledWith(1);
  });

  it('ends at once when no core is there to shut down', () => {
    const { exit, quit } = make();
    quit.begin('SIGINT', 130);
    expect(exit).toHaveBeenCalledWith(130);
  });
});
