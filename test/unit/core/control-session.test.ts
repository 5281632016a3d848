// The control command: what it does when the core wants the passphrase.
import { describe, expect, it } from 'vitest';
import { ok, refuse, type Result } from '../../../shared/domain/result.ts';
import { controlCall } from '../../../electron/core/control-session.ts';

type State = { locked: boolean; present: boolean };

function core(state: State) {
  const calls: string[] = [];
  const client = {
    call: (name: string, params: unknown): Promise<Result<unknown>> => {
      calls.push(name);
      const { passphrase } = params as { passphrase?: string };
      const right = passphrase === 'right';
      if (name === 'vault.unlock' || name === 'vault.confirmPresence') {
        if (!right) return Promise.resolve(refuse('wrong_passphrase', 'no'));
        if (name === 'vault.unlock') state.locked = false;
        else state.present = true;
        return Promise.resolve(ok({}));
      }
      if (name === 'vault.lock') {
        state.locked = true;
        return Promise.resolve(ok({}));
      }
      if (state.locked) return Promise.resolve(refuse('locked', 'locked'));
      if (!state.present) return Promise.resolve(refuse('presence_required', 'who?'));
      return Promise.resolve(ok({ done: name }));
    },
  };
  return { client, calls };
}

const never = (): Promise<string> => Promise.reject(new Error('asked without need'));
const says = (word: string) => (): Promise<string> => Promise.resolve(word);

describe('control command', () => {
  it('asks nothing when nothing is wanted', async () => {
    const { client, calls } = core({ locked: false, present: true });
    expect(await controlCall(client, 'agents.list', {}, never)).toEqual(ok({ done: 'agents.list' }));
    expect(calls).toEqual(['agents.list']);
  });

  it('gives the passphrase for a human call, on the same connection', async () => {
    const { client, calls } = core({ locked: false, present: false });
    expect((await controlCall(client, 'agents.credit', {}, says('right'))).ok).toBe(true);
    expect(calls).toEqual(['agents.credit', 'vault.confirmPresence', 'agents.credit']);
  });

  it('locks the screen again that it unlocked', async () => {
    const state = { locked: true, present: false };
    const { client } = core(state);
    expect((await controlCall(client, 'agents.credit', {}, says('right'))).ok).toBe(true);
    expect(state.locked).toBe(true);
  });

  it('stops at a wrong passphrase', async () => {
    const { client, calls } = core({ locked: true, present: false });
    expect(await controlCall(client, 'agents.credit', {}, says('wrong'))).toMatchObject({
      code: 'wrong_passphrase',
    });
    expect(calls).toEqual(['agents.credit', 'vault.unlock']);
  });

  it('takes no passphrase from the command line', async () => {
    const { client, calls } = core({ locked: true, present: false });
    expect((await controlCall(client, 'vault.unlock', { passphrase: 'right' }, never)).ok).toBe(false);
    expect(calls).toEqual([]);
  });

  it('leaves the screen open after an unlock that was asked for', async () => {
    const state = { locked: true, present: false };
    expect((await controlCall(core(state).client, 'vault.unlock', {}, says('right'))).ok).toBe(true);
    expect(state.locked).toBe(false);
  });

  it('makes no vault from two different passphrases', async () => {
    const words = ['one', 'two'];
    const { client, calls } = core({ locked: false, present: true });
    const answer = await controlCall(client, 'vault.create', {}, () => Promise.resolve(words.shift() ?? ''));
    expect(answer.ok).toBe(false);
    expect(calls).toEqual([]);
  });
});
