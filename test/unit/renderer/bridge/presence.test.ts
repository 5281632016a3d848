// A human call asks for the passphrase when it must, is made again once, and nothing is done when the person turns away.
import { describe, expect, it, vi } from 'vitest';
import { ok, refuse, type Result } from '../../../../shared/domain/result.ts';
import { createPresence, withPresence } from '../../../../renderer/bridge/presence.ts';

const NEEDED = refuse('presence_required', 'Give the passphrase again.');
const inTurn = (...answers: readonly Result<string>[]) => {
  let made = 0;
  return vi.fn(async (): Promise<Result<string>> => answers[made++] ?? refuse('internal', 'made too often'));
};

describe('withPresence', () => {
  it('asks nothing when the call passes', async () => {
    const ask = vi.fn(async () => true);
    expect(await withPresence(inTurn(ok('done')), ask)).toEqual(ok('done'));
    expect(ask).not.toHaveBeenCalled();
  });

  it('makes the call again after the passphrase was given', async () => {
    const make = inTurn(NEEDED, ok('done'));
    expect(await withPresence(make, async () => true)).toEqual(ok('done'));
    expect(make).toHaveBeenCalledTimes(2);
  });

  it('does not make the call again when the person turned away', async () => {
    const make = inTurn(NEEDED, ok('done'));
    expect(await withPresence(make, async () => false)).toMatchObject({ ok: false, code: 'cancelled' });
    expect(make).toHaveBeenCalledTimes(1);
  });

  it('does not ask for ever: a second demand is the answer', async () => {
    const make = inTurn(NEEDED, NEEDED, ok('done'));
    expect(await withPresence(make, async () => true)).toMatchObject({ code: 'presence_required' });
    expect(make).toHaveBeenCalledTimes(2);
  });

  it('passes every other refusal through unasked', async () => {
    const ask = vi.fn(async () => true);
    const refused = refuse('changed_meanwhile', 'The limits were changed meanwhile.');
    expect(await withPresence(inTurn(refused), ask)).toEqual(refused);
    expect(ask).not.toHaveBeenCalled();
  });
});

describe('the question', () => {
  it('is one question for all calls that wait, and closes with one answer', async () => {
    const presence = createPresence();
    const first = presence.ask();
    const second = presence.ask();
    expect(presence.get()).toEqual({ open: true });
    presence.close(true);
    expect(await Promise.all([first, second])).toEqual([true, true]);
    expect(presence.get()).toEqual({ open: false });
  });

  it('is asked anew after it was answered', async () => {
    const presence = createPresence();
    const first = presence.ask();
    presence.close(true);
    await first;
    const second = presence.ask();
    presence.close(false);
    expect(await second).toBe(false);
  });

  it('tells who listens, until they leave', () => {
    const presence = createPresence();
    const heard = vi.fn();
    const leave = presence.subscribe(heard);
    void presence.ask();
    leave();
    presence.close(false);
    expect(heard).toHaveBeenCalledTimes(1);
  });
});
