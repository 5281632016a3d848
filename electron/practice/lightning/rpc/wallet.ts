// Wallet RPCs: on-chain balance, addresses, transactions, fee estimate. A pretend regtest chain stands behind them.
import { address as bitcoinAddress } from 'bitcoinjs-lib';
import { lndError } from './lnd-error.ts';
import { bigOf, numberOf, sat, textOf, type Message } from './message.ts';
import type { RpcContext, RpcGroup } from './service.ts';

const SAT_PER_VBYTE = 2n;
/** One input, two outputs, P2WPKH. */
const TYPICAL_VBYTES = 141n;
const DEPOSIT_HEIGHT = 700;

export function walletRpcs({ node, network }: RpcContext): RpcGroup {
  let addresses = 0;

  /** Witness version 0 (P2WPKH) or 1 (P2TR) of a program derived from the node's key. */
  function nextAddress(version: 0 | 1): string {
    addresses += 1;
    const program = node.secretFor(`address/${addresses}`);
    return bitcoinAddress.toBech32(version === 0 ? program.subarray(0, 20) : program, version, 'bcrt');
  }

  const balance = (): bigint => {
    const own = node.onchain + network.life.walletDelta(node.publicKey);
    return own > 0n ? own : 0n;
  };

  function transactions(): readonly Message[] {
    const { height } = network.chain.tip();
    const deposit = { tx_hash: node.secretFor('deposit').toString('hex'), amount: sat(node.onchain) };
    const opened = node
      .channels()
      .filter((channel) => channel.ends[0] === node.publicKey)
      .map((channel, index) => ({
        tx_hash: channel.txid,
        amount: `-${sat(channel.capacity)}`,
        height: DEPOSIT_HEIGHT + 1 + index,
      }));
    return [{ ...deposit, height: DEPOSIT_HEIGHT }, ...opened].map((row) => ({
      tx_hash: row.tx_hash,
      amount: row.amount,
      num_confirmations: height - row.height + 1,
      block_hash: network.chain.hashAt(row.height),
      block_height: row.height,
      time_stamp: String(network.chain.tip().time),
      total_fees: '0',
      dest_addresses: [],
      output_details: [],
      raw_tx_hex: '',
      label: '',
      previous_outpoints: [],
    }));
  }

  return {
    unary: {
      WalletBalance: () => ({
        total_balance: sat(balance()),
        confirmed_balance: sat(balance()),
        unconfirmed_balance: '0',
        locked_balance: '0',
        reserved_balance_anchor_chan: String(Math.min(10, node.channels().length) * 10_000),
        account_balance: {
          default: { confirmed_balance: sat(balance()), unconfirmed_balance: '0' },
        },
      }),
      NewAddress: (request) => {
        switch (textOf(request, 'type')) {
          case 'WITNESS_PUBKEY_HASH':
          case 'UNUSED_WITNESS_PUBKEY_HASH':
            return { address: nextAddress(0) };
          case 'TAPROOT_PUBKEY':
          case 'UNUSED_TAPROOT_PUBKEY':
            return { address: nextAddress(1) };
          default:
            throw lndError('unknown', `unknown address type: ${textOf(request, 'type')}`);
        }
      },
      GetTransactions: (request) => {
        const all = transactions();
        const offset = numberOf(request, 'index_offset');
        const limit = numberOf(request, 'max_transactions') || all.length;
        return {
          transactions: all.slice(offset, offset + limit),
          first_index: String(offset),
          last_index: String(Math.min(offset + limit, all.length)),
        };
      },
      EstimateFee: () => ({
        fee_sat: (SAT_PER_VBYTE * TYPICAL_VBYTES).toString(),
        feerate_sat_per_byte: SAT_PER_VBYTE.toString(),
        sat_per_vbyte: SAT_PER_VBYTE.toString(),
        inputs: [],
      }),
      SendCoins: (request) => {
        const wanted = bigOf(request, 'amount');
        const to = textOf(request, 'addr');
        if (!isRegtestAddress(to)) throw lndError('unknown', `decoded address is of unknown format`);
        if (wanted * 1_000n > balance())
          throw lndError('unknown', 'insufficient funds available to construct transaction');
        throw lndError('unknown', 'a practice node sends nothing on the chain');
      },
    },
  };
}

function isRegtestAddress(text: string): boolean {
  try {
    return bitcoinAddress.fromBech32(text).prefix === 'bcrt';
  } catch {
    return false;
  }
}
