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
      if (state.locked && !state.present) return Promise.resolve(refuse('locked', 'locked'));
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

  it('opens its own connection and never the screen, so that killed in the middle it leaves nothing open', async () => {
    const state = { locked: true, present: false };
    const { client, calls } = core(state);
    expect((await controlCall(client, 'agents.credit', {}, says('right'))).ok).toBe(true);
    expect(calls).toEqual(['agents.credit', 'vault.confirmPresence', 'agents.credit']);
    expect(state.locked).toBe(true);
  });

  it('stops at a wrong passphrase', async () => {
    const { client, calls } = core({ locked: true, present: false });
    expect(await controlCall(client, 'agents.credit', {}, says('wrong'))).toMatchObject({
      code: 'wrong_passphrase',
    });
    expect(calls).toEqual(['agents.credit', 'vault.confirmPresence']);
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
});

describe('vault.create', () => {
  const CREATE = ['app.status', 'vault.passphraseStrength', 'vault.create'];

  /** A core at that point of its start, which rates every passphrase with `score`. */
  function starting(
    score: number,
    status: Readonly<Record<string, unknown>> = { phase: 'no-vault', fleet: 'real' },
  ) {
    const calls: string[] = [];
    const said: string[] = [];
    const make = (words: string[], allowWeak = false): Promise<Result<unknown>> =>
      controlCall(
        {
          call: (name) => {
            calls.push(name);
            if (name === 'app.status') return Promise.resolve(ok(status));
            return Promise.resolve(ok(name === 'vault.create' ? {} : { score, sentence: 'Found at once.' }));
          },
        },
        'vault.create',
        {},
        () => {
          const word = words.shift();
          return word === undefined ? never() : Promise.resolve(word);
        },
        { say: (sentence) => said.push(sentence), allowWeak },
      );
    return { make, calls, said };
  }

  it('says how hard the new passphrase is to guess, then makes the vault', async () => {
    const { make, calls, said } = starting(2);
    expect(await make(['four words of it', 'four words of it'])).toEqual(ok({}));
    expect(calls).toEqual(CREATE);
    expect(said).toEqual(['Found at once.']);
  });

  it('makes none from two different passphrases', async () => {
    const { make, calls } = starting(4);
    expect(await make(['one', 'two'])).toMatchObject({ code: 'bad_arguments' });
    expect(calls).not.toContain('vault.create');
  });

  it.each([0, 1])('makes none from one that is rated %i, unless that is meant', async (score) => {
    const { make, calls, said } = starting(score);
    expect(await make(['fleet fleet'])).toMatchObject({
      code: 'weak_passphrase',
      message: expect.stringMatching(/^Found at once\. No vault was made\. .*--weak-passphrase/),
    });
    expect(calls).not.toContain('vault.create');
    expect(await make(['fleet fleet', 'fleet fleet'], true)).toEqual(ok({}));
    expect(said).toEqual(['Found at once.']);
  });

  it.each([
    [{ phase: 'open', fleet: 'real' }],
    [{ phase: 'cold', fleet: 'real' }],
    [{ phase: 'open', fleet: 'practice' }],
  ])('asks for no passphrase where there is a vault: %j', async (status) => {
    const { make, calls } = starting(4, status);
    expect(await make([])).toMatchObject({ code: 'vault_exists' });
    expect(calls).toEqual(['app.status']);
  });
});
