// The client turns whatever a bridge does into a Result: the page never meets a rejected promise or a shapeless answer.
import { describe, expect, it, vi } from 'vitest';
import type { Bridge } from '../../../../shared/contract/push.ts';
import { createClient } from '../../../../renderer/bridge/client.ts';

const bridgeThat = (call: Bridge['call']): Bridge => ({ shell: 'chromium', call, onPush: () => () => {} });

describe('client', () => {
  it('passes the call’s name and arguments on and its answer back', async () => {
    const call = vi.fn(async () => ({ ok: true, value: { agents: [] } }));
    expect(await createClient(bridgeThat(call))['agents.list']({})).toEqual({
      ok: true,
      value: { agents: [] },
    });
    expect(call).toHaveBeenCalledWith('agents.list', {});
  });

  it.each([
    undefined,
    null,
    'ok',
    7,
    {},
    { ok: true },
    { ok: false },
    { ok: 'yes', value: 1 },
    { ok: false, code: 'x' },
  ])('takes the answer %j for a broken core', async (answer) => {
    const result = await createClient(bridgeThat(async () => answer))['agents.list']({});
    expect(result).toMatchObject({ ok: false, code: 'internal' });
  });

  it('takes a rejection for a broken core', async () => {
    const call = async (): Promise<never> => Promise.reject(new Error('pipe closed'));
    expect(await createClient(bridgeThat(call))['agents.list']({})).toMatchObject({ code: 'internal' });
  });
});

describe('a core that has gone silent', () => {
  const silent: Bridge = { shell: 'chromium', call: () => new Promise(() => {}), onPush: () => () => {} };

  it('is said to be lost when even its status does not come, and no sooner', async () => {
    vi.useFakeTimers();
    try {
      let answer: unknown;
      void createClient(silent)
        ['app.status']({})
        .then((given) => (answer = given));
      await vi.advanceTimersByTimeAsync(9_999);
      expect(answer).toBeUndefined();
      await vi.advanceTimersByTimeAsync(1);
      expect(answer).toMatchObject({ ok: false, code: 'internal' });
    } finally {
      vi.useRealTimers();
    }
  });

  it('is waited for by what may take long, so that nobody is left in doubt of an act', async () => {
    vi.useFakeTimers();
    try {
      let answered = false;
      void createClient(silent)
        ['vault.lock']({})
        .finally(() => (answered = true));
      await vi.advanceTimersByTimeAsync(600_000);
      expect(answered).toBe(false);
    } finally {
      vi.useRealTimers();
    }
  });
});
