// Hearing of settled invoices, each at least once, whatever happens to the stream.
import { randomBytes } from 'node:crypto';
import { expect, it, vi } from 'vitest';
import type { SettledInvoice } from '../../../../electron/lightning/lightning-node.ts';
import type { Stream } from '../../../fakes/lnd-server.ts';
import { connected, nowSeconds } from './connected.ts';

const invoice = (index: number, state = 'SETTLED') => ({
  state,
  r_hash: Buffer.alloc(32, index),
  r_preimage: randomBytes(32),
  amt_paid_msat: String(index * 1_000),
  settle_date: String(nowSeconds()),
  settle_index: state === 'SETTLED' ? String(index) : '0',
});

async function following(
  list: readonly object[] = [],
  onInvoice: (settled: SettledInvoice) => void = () => undefined,
) {
  const streams: Stream[] = [];
  const opened = await connected(
    { SubscribeInvoices: (stream) => void streams.push(stream) },
    { ListInvoices: () => ({ invoices: list, last_index_offset: '0' }) },
  );
  const heard: bigint[] = [];
  const stop = opened.node.onInvoiceSettled((settled) => {
    onInvoice(settled);
    heard.push(settled.received);
  });
  await vi.waitFor(() => expect(streams).toHaveLength(1));
  return { ...opened, streams, heard, stop };
}

it('tells of what was settled before it listened, and resumes behind it', async () => {
  const { heard, lnd } = await following([invoice(3), invoice(9), invoice(4, 'OPEN')]);
  expect(heard).toEqual([3_000n, 9_000n]);
  expect(lnd.asked('SubscribeInvoices')[0]).toMatchObject({ settle_index: '9' });
});

it('keeps its own cursor over a broken stream, also when a new invoice came last', async () => {
  const { heard, streams, lnd, clock } = await following([invoice(3)]);
  streams[0]?.write(invoice(4));
  streams[0]?.write(invoice(5, 'OPEN'));
  await vi.waitFor(() => expect(heard).toEqual([3_000n, 4_000n]));
  streams[0]?.emit('error', { code: 14, details: 'gone' });
  await vi.waitFor(() => {
    clock.advance(1);
    expect(streams).toHaveLength(2);
  });
  expect(lnd.asked('SubscribeInvoices')[1]).toMatchObject({ settle_index: '4' });
});

it('begins anew when the stream simply ends', async () => {
  const { streams, clock } = await following([invoice(3)]);
  streams[0]?.end();
  await vi.waitFor(() => {
    clock.advance(1);
    expect(streams).toHaveLength(2);
  });
});

it('reads the list once more while nothing was ever settled, because lnd has no cursor for that', async () => {
  const list: object[] = [];
  const { heard, clock } = await following(list);
  list.push(invoice(1));
  clock.advance(5);
  await vi.waitFor(() => expect(heard).toEqual([1_000n]));
});

it('tells again what the listener could not take', async () => {
  let broken = true;
  const { streams, heard, lnd, clock } = await following([invoice(1)], ({ received }) => {
    if (received === 2_000n && broken) throw new Error('the disk is full');
  });
  streams[0]?.write(invoice(2));
  await vi.waitFor(() => {
    clock.advance(1);
    expect(streams).toHaveLength(2);
  });
  expect(lnd.asked('SubscribeInvoices')[1]).toMatchObject({ settle_index: '1' });
  broken = false;
  streams[1]?.write(invoice(2));
  await vi.waitFor(() => expect(heard).toEqual([1_000n, 2_000n]));
});

it('passes over what it cannot read', async () => {
  const { streams, heard } = await following();
  streams[0]?.write({ ...invoice(2), amt_paid_msat: '-1' });
  streams[0]?.write({ ...invoice(3), r_hash: Buffer.alloc(5) });
  streams[0]?.write(invoice(4));
  await vi.waitFor(() => expect(heard).toEqual([4_000n]));
});

it('ends when its listener goes, and leaves nothing behind', async () => {
  const { streams, heard, stop, node, clock } = await following();
  const cancelled = new Promise((resolve) => streams[0]?.on('cancelled', resolve));
  stop();
  await cancelled;
  streams[0]?.write(invoice(2));
  await node.refresh();
  expect(heard).toEqual([]);
  await node.close();
  expect(clock.pendingTimers()).toBe(0);
});
