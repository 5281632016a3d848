// Onchain: the node's on-chain wallet over raw gRPC, where the library hides the label, the reserve and whole errors.
// Sources: lnd 0.20 and 0.21, lightning.proto (WalletBalance, NewAddress, SendCoins, GetTransactions) and lnwallet/btcwallet.
import { status } from '@grpc/grpc-js';
import { z } from 'zod';
import { sat, type Sat } from '../../../shared/domain/sat.ts';
import type { OnchainOrder, OnchainOutcome, OnchainWallet } from '../onchain-wallet.ts';
import type { LndConnection } from './connection.ts';
import { codeName, grpcErrorOf, quoted } from './grpc-error.ts';
import { ask } from './raw.ts';

const amount = z
  .string()
  .regex(/^-?\d{1,16}$/)
  .transform(BigInt);
const txid = z.string().regex(/^[0-9a-f]{64}$/);

const walletBalance = z.object({
  confirmed_balance: amount,
  unconfirmed_balance: amount,
  reserved_balance_anchor_chan: amount,
});
const newAddress = z.object({ address: z.string().min(14).max(90) });
const sendCoins = z.object({ txid });
const transactions = z.object({
  transactions: z.array(
    z.object({ tx_hash: txid, label: z.string(), num_confirmations: z.number().int(), total_fees: amount }),
  ),
});

/** lnd's own words for orders that it turned away before it signed anything. */
const TURNED_AWAY: readonly RegExp[] = [
  /^permission denied$/,
  /insufficient funds available to construct transaction/,
  /^insufficient input to create sweep tx/,
  /^transaction output is dust/,
  /^address: .* is not valid for this network/,
  /^reserved wallet balance invalidated/,
  /^the label can only be/,
  /^label exceeds/,
  /^decoded address is of unknown format/,
  /^checksum mismatch/,
  /^unknown address type/,
  /^verification failed: /,
  /^expected 1 macaroon, got /,
  /^wallet locked, unlock it/,
  /^the RPC server is in the process of starting up/,
];

/** lnd never signs below this relay floor of its own; a transaction of an agent's hot wallet has some hundred. */
const LARGEST_FEE_RATE = 1_000n;

const positive = (value: bigint): Sat => sat(value < 0n ? 0n : value);

export function createOnchainWallet(
  connection: LndConnection,
  isReady: () => boolean,
  changed: () => void,
): OnchainWallet {
  const { raw } = connection;

  async function send(order: OnchainOrder): Promise<OnchainOutcome> {
    // SECURITY: nothing is sent to a node that has not shown who it is.
    if (!isReady() || !connection.canSend())
      return { kind: 'failed', detail: 'not sent: the node is not connected' };
    const perVbyte = (BigInt(order.feeRate) + 999n) / 1_000n;
    if (order.amount <= 0n || perVbyte < 1n || perVbyte > LARGEST_FEE_RATE)
      return { kind: 'failed', detail: 'not sent: amount or fee rate makes no sense' };
    try {
      const answer = await ask((answered) =>
        raw.default.sendCoins(
          {
            addr: order.address,
            amount: order.amount.toString(),
            sat_per_vbyte: perVbyte.toString(),
            label: order.label,
            min_confs: 1,
            spend_unconfirmed: false,
          },
          answered,
        ),
      );
      const sent = sendCoins.safeParse(answer);
      return sent.success
        ? { kind: 'sent', txid: sent.data.txid }
        : { kind: 'unknown', detail: 'the node’s answer could not be read' };
    } catch (error) {
      return classifySendError(error);
    } finally {
      changed();
    }
  }

  return {
    balance: async () => {
      const answer = walletBalance.parse(
        // SECURITY: its own account. Unnamed, lnd adds up the cold accounts too that it only watches.
        await ask((answered) => raw.default.walletBalance({ account: 'default', min_confs: 1 }, answered)),
      );
      return {
        confirmed: positive(answer.confirmed_balance),
        unconfirmed: positive(answer.unconfirmed_balance),
        reserved: positive(answer.reserved_balance_anchor_chan),
      };
    },
    newAddress: async () =>
      newAddress.parse(
        await ask((answered) => raw.default.newAddress({ type: 'WITNESS_PUBKEY_HASH' }, answered)),
      ).address,
    send,
    lookup: async (label) => {
      try {
        const { transactions: rows } = transactions.parse(
          // -1: up to and with what is not in a block yet.
          await ask((answered) => raw.default.getTransactions({ start_height: 0, end_height: -1 }, answered)),
        );
        const found = rows.find((row) => row.label === label);
        return found
          ? {
              kind: 'sent',
              txid: found.tx_hash,
              confirmations: Math.max(0, found.num_confirmations),
              fee: found.total_fees > 0n ? sat(found.total_fees) : null,
            }
          : { kind: 'not-found' };
      } catch (error) {
        const grpc = grpcErrorOf(error);
        return {
          kind: 'no-answer',
          detail: grpc ? `${codeName(grpc.code)}: ${quoted(grpc.details)}` : 'the answer could not be read',
        };
      }
    },
  };
}

/** Only what lnd is known to say before it signs is failed; a transaction that was signed may be out whatever came back. */
export function classifySendError(error: unknown): OnchainOutcome {
  const grpc = grpcErrorOf(error);
  if (!grpc) return { kind: 'unknown', detail: 'the node’s answer could not be read' };
  const said = quoted(grpc.details);
  if (
    grpc.code === status.UNIMPLEMENTED ||
    ((grpc.code === status.UNKNOWN || grpc.code === status.INVALID_ARGUMENT) &&
      TURNED_AWAY.some((text) => text.test(grpc.details)))
  )
    return { kind: 'failed', detail: `the node turned it away: ${said}` };
  return { kind: 'unknown', detail: `the connection failed after sending (${codeName(grpc.code)}: ${said})` };
}
