// Nobody is there: what counts as leaving, and what does not.
import { describe, expect, it, vi } from 'vitest';
import { createFakeClock } from '../../support/fake-clock.ts';
import { saysAway, watchForSleep } from '../../../electron/shell/away-watch.ts';

describe('the word of systemd-logind', () => {
  it.each([
    '/org/freedesktop/login1: org.freedesktop.login1.Manager.PrepareForSleep (true,)',
    '/org/freedesktop/login1/session/_31: org.freedesktop.login1.Session.Lock ()',
  ])('locks: %s', (line) => expect(saysAway(line)).toBe(true));

  it.each([
    '/org/freedesktop/login1: org.freedesktop.login1.Manager.PrepareForSleep (false,)',
    '/org/freedesktop/login1/session/_31: org.freedesktop.login1.Session.Unlock ()',
    "/org/freedesktop/login1: org.freedesktop.DBus.Properties.PropertiesChanged ('org.freedesktop.login1.Session.Lock ()',)",
    'Monitoring signals from all objects owned by org.freedesktop.login1',
    '',
  ])('does not lock: %s', (line) => expect(saysAway(line)).toBe(false));
});

describe('a sleep that nobody announced', () => {
  it('is seen by the clock that went on, once', () => {
    const clock = createFakeClock();
    const onAway = vi.fn();
    let slept = 0;
    watchForSleep({ clock, onAway, sinceBoot: () => clock.monotonic() + slept });
    clock.advance(3);
    clock.advance(3);
    expect(onAway).not.toHaveBeenCalled();
    slept = 3_600_000;
    clock.advance(3);
    expect(onAway).toHaveBeenCalledTimes(1);
    clock.advance(3);
    expect(onAway).toHaveBeenCalledTimes(1);
  });

  it('is neither a loaded machine nor a clock that was set', () => {
    const clock = createFakeClock();
    const onAway = vi.fn();
    const watch = watchForSleep({ clock, onAway, sinceBoot: () => clock.monotonic() });
    clock.advance(60);
    clock.setWall(1);
    clock.advance(3);
    expect(onAway).not.toHaveBeenCalled();
    watch.stop();
    expect(clock.pendingTimers()).toBe(0);
  });
});
