// Access: who counts as present and for how long, and that no clock lengthens it.
import { describe, expect, it } from 'vitest';
import { createAccess } from '../../../electron/core/access.ts';
import { PRESENCE_SECONDS } from '../../../shared/contract/call.ts';
import { createFakeClock, START } from '../../support/fake-clock.ts';

const WINDOW = { via: 'window', session: 'a' } as const;
const CONTROL = { via: 'control', session: 'a' } as const;

const setUp = () => {
  const clock = createFakeClock();
  const access = createAccess({ clock, ready: () => true });
  const isPresent = (caller: typeof WINDOW | typeof CONTROL): boolean => {
    const until = access.presentUntil(caller);
    return until !== null && clock.now() < until;
  };
  return { clock, access, isPresent };
};

describe('access', () => {
  it('begins locked, with nobody present', () => {
    const { access, isPresent } = setUp();
    expect(access.screenLocked()).toBe(true);
    expect(isPresent(WINDOW)).toBe(false);
  });

  it('counts the caller that gave the passphrase, and no other of the same session name', () => {
    const { access, isPresent } = setUp();
    access.unlock(WINDOW);
    expect(access.screenLocked()).toBe(false);
    expect(isPresent(WINDOW)).toBe(true);
    expect(isPresent(CONTROL)).toBe(false);
  });

  it('ends presence after its time, to the second, and using it does not lengthen it', () => {
    const { access, clock, isPresent } = setUp();
    access.unlock(WINDOW);
    expect(access.presentUntil(WINDOW)).toBe(START + PRESENCE_SECONDS);
    clock.advance(PRESENCE_SECONDS - 1);
    expect(isPresent(WINDOW)).toBe(true);
    clock.advance(1);
    expect(isPresent(WINDOW)).toBe(false);
    access.present(WINDOW);
    expect(isPresent(WINDOW)).toBe(true);
  });

  it('is not lengthened by a clock that is set back', () => {
    const { access, clock, isPresent } = setUp();
    access.unlock(WINDOW);
    clock.advance(PRESENCE_SECONDS);
    clock.setWall(START - 86_400);
    expect(isPresent(WINDOW)).toBe(false);
  });

  it('goes on ending while the machine sleeps, when the monotonic clock stands still', () => {
    const { access, clock, isPresent } = setUp();
    access.unlock(WINDOW);
    clock.setWall(START + PRESENCE_SECONDS);
    expect(isPresent(WINDOW)).toBe(false);
  });

  it('forgets everyone when the screen is locked, and unlocking makes only the unlocker present', () => {
    const { access, isPresent } = setUp();
    access.unlock(WINDOW);
    access.present(CONTROL);
    access.lock();
    expect(isPresent(WINDOW)).toBe(false);
    access.unlock(CONTROL);
    expect(isPresent(CONTROL)).toBe(true);
    expect(isPresent(WINDOW)).toBe(false);
  });

  it('trusts every caller of a practice fleet for one presence, and nobody once it was locked', () => {
    const { access, clock, isPresent } = setUp();
    access.unlock(null);
    access.trustEveryone();
    expect(isPresent(WINDOW)).toBe(true);
    clock.advance(PRESENCE_SECONDS);
    expect(isPresent(WINDOW)).toBe(false);
    expect(isPresent(CONTROL)).toBe(true);
    access.lock();
    access.unlock(null);
    expect(isPresent(CONTROL)).toBe(false);
  });
});
