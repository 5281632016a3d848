// The buyer: asks again only when the wallet said it may, and never after a final answer.
import { describe, expect, it } from 'vitest';
import { buy, retryAfter } from '../../../../electron/practice/agents/buyer.ts';
import type { NwcReply } from '../../../../electron/practice/agents/nwc-client.ts';
import { createManualClock } from '../manual-clock.ts';

const error = (code: string, message: string): NwcReply => ({ kind: 'error', code, message });
const paid: NwcReply = { kind: 'result', result: { preimage: '00' } };
const pending = error('QUOTA_EXCEEDED', 'approval_pending id=abc retry_after=30');

describe('the wait before the next try', () => {
  it.each([
    ['paid', paid, undefined],
    ['approval pending', pending, 30],
    ['approval pending, no wait', error('QUOTA_EXCEEDED', 'approval_pending id=a retry_after=0'), 1],
    ['in flight', error('OTHER', 'in_flight hash=00'), 15],
    ['no answer', { kind: 'timeout' } as NwcReply, 5],
    ['rate', error('RATE_LIMITED', 'exceeds_rate_limit'), 20],
    ['limit', error('QUOTA_EXCEEDED', 'exceeds_daily_limit'), undefined],
    ['restricted', error('RESTRICTED', 'destination_lookalike'), undefined],
    ['failed', error('PAYMENT_FAILED', 'no route'), undefined],
  ])('after “%s”', (_name, reply, seconds) => {
    expect(retryAfter(reply, 0)).toBe(seconds);
  });

  it('is not asked for a third time when the rate is exceeded', () => {
    expect(retryAfter(error('RATE_LIMITED', ''), 2)).toBeUndefined();
  });
});

describe('a purchase', () => {
  const play = async (replies: NwcReply[], seconds: number) => {
    const clock = createManualClock();
    const at: number[] = [];
    const client = {
      close: () => undefined,
      request: (_method: string, params: object) => {
        expect(params).toEqual({ invoice: 'lnbcrt1x' });
        at.push(clock.monotonic() / 1_000);
        return Promise.resolve(replies.shift() ?? pending);
      },
    };
    const said: string[] = [];
    const end = buy({ client, clock, progress: (line) => said.push(line) }, 'lnbcrt1x', seconds);
    for (let second = 0; second < seconds + 5; second += 1) {
      await Promise.resolve();
      await new Promise((resolve) => setImmediate(resolve));
      clock.advance(1_000);
    }
    return { end: await end, at, said };
  };

  it('that waits for a person uses the same invoice again after the time it was told', async () => {
    const { end, at, said } = await play([pending, pending, paid], 120);
    expect(end).toEqual({ kind: 'paid', tries: 3 });
    expect(at).toEqual([0, 30, 60]);
    expect(said[0]).toContain('approval_pending');
  });

  it('is given up before the invoice runs out', async () => {
    const { end, at } = await play([], 70);
    expect(end.kind).toBe('gave-up');
    expect(at).toEqual([0, 30, 60]);
  });

  it('is over at the first refusal', async () => {
    const { end, at } = await play([error('RESTRICTED', 'destination_lookalike')], 60);
    expect(end).toEqual({ kind: 'refused', code: 'RESTRICTED', message: 'destination_lookalike' });
    expect(at).toHaveLength(1);
  });
});
