// The unmodified JavaScript client most agents use (@getalby/sdk), against our service over a real socket and the real clock.
import { NWCClient, type Nip47Notification } from '@getalby/sdk/nwc';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { pairingUri } from '../../../../electron/agents/connections.ts';
import { systemClock } from '../../../../electron/store/clock.ts';
import { sats } from '../../../../shared/domain/money.ts';
import { HASH, PREIMAGE, SPEND, transaction } from '../../../fakes/scripted-gate.ts';
import { startNwcBenchOn } from '../../../support/nwc-bench.ts';
import { AGENT, clientSecret } from '../../../support/test-connections.ts';

// The client prints every refusal it gets.
beforeEach(() => void vi.spyOn(console, 'error').mockImplementation(() => undefined));

async function pair() {
  const bench = await startNwcBenchOn(systemClock);
  const { serviceKey, relays } = bench.connection;
  const client = new NWCClient({
    nostrWalletConnectUrl: pairingUri(serviceKey, relays, clientSecret('one')),
  });
  onTestFinished(() => client.close());
  return { ...bench, client };
}

describe('@getalby/sdk', () => {
  it('finds NIP-44, the methods and the notifications in the info event', async () => {
    const { client } = await pair();
    const info = await client.getWalletServiceInfo();
    expect(info.encryptions).toEqual(['nip44_v2']);
    expect(info.capabilities).toContain('pay_invoice');
    expect(info.notifications).toEqual(['payment_received', 'payment_sent']);
  });

  it('gets info, balance and budget', async () => {
    const { client } = await pair();
    expect(await client.getInfo()).toMatchObject({ alias: 'practice-1', network: 'regtest' });
    expect(await client.getBalance()).toEqual({ balance: 250_000_000 });
    expect(await client.getBudget()).toMatchObject({ used_budget: 500_000, renewal_period: 'daily' });
  });

  it('pays, and hears of a refusal and of a hold by code and word', async () => {
    const { client, gate } = await pair();
    expect(await client.payInvoice({ invoice: 'lnbcrt1x' })).toEqual({
      preimage: PREIMAGE,
      fees_paid: 1_001,
    });
    gate.onPay = () => Promise.resolve({ kind: 'refused', code: 'exceeds_daily_limit', message: 'no' });
    await expect(client.payInvoice({ invoice: 'lnbcrt1x' })).rejects.toMatchObject({
      code: 'QUOTA_EXCEEDED',
      message: 'exceeds_daily_limit no',
    });
    gate.onPay = () =>
      Promise.resolve({ kind: 'held', spendId: SPEND, paymentHash: HASH, amount: sats(1n), retryAfter: 60 });
    await expect(client.payInvoice({ invoice: 'lnbcrt1x' })).rejects.toMatchObject({
      code: 'QUOTA_EXCEEDED',
      message: `approval_pending id=${SPEND} retry_after=60`,
    });
  });

  it('makes, looks up and lists', async () => {
    const { client } = await pair();
    expect(await client.makeInvoice({ amount: 5_000, description: 'd' })).toMatchObject({ amount: 5_000 });
    expect(await client.lookupInvoice({ payment_hash: HASH })).toMatchObject({
      state: 'settled',
      preimage: PREIMAGE,
    });
    expect((await client.listTransactions({ limit: 5 })).transactions).toHaveLength(1);
  });

  it('is notified', async () => {
    const { client, gate, relay } = await pair();
    const heard: Nip47Notification[] = [];
    await client.subscribeNotifications((notification) => void heard.push(notification));
    await vi.waitFor(() =>
      expect(relay.requests.some(({ filter }) => filter.kinds?.includes(23_197))).toBe(true),
    );
    gate.move({ kind: 'sent', agentId: AGENT, transaction: transaction() });
    await vi.waitFor(() => expect(heard).toHaveLength(1));
    expect(heard[0]).toMatchObject({
      notification_type: 'payment_sent',
      notification: { payment_hash: HASH },
    });
  });
});
