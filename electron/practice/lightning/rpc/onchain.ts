// On-chain RPCs: the node's own wallet on the pretend chain, in lnd's words. Source: lnd 0.21, rpcserver.go and walletrpc.
import { address as codec, networks } from 'bitcoinjs-lib';
import { Rejected } from '../../chain/policy.ts';
import { WalletRefusal } from '../../chain/chain-wallet.ts';
import type { ChainEntry } from '../../chain/block-chain.ts';
import { lndError } from './lnd-error.ts';
import { bigOf, bytesOf, flagOf, numberOf, textOf, type Message } from './message.ts';
import type { RpcContext, RpcGroup } from './service.ts';

const SAT_PER_VBYTE = 2n;
/** One input, two outputs, P2WPKH. */
const TYPICAL_VBYTES = 141n;
/** lnd keeps this much for every channel with anchors, up to ten of them. */
const ANCHOR_RESERVE = 10_000n;
const DUST = 294n;

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

export function onchainRpcs(context: RpcContext): RpcGroup {
  const { node, network } = context;
  const { wallet } = node;

  const reserve = (): bigint => {
    const anchors = BigInt(Math.min(10, node.channels().length)) * ANCHOR_RESERVE;
    const { confirmed } = wallet.balance();
    return anchors > confirmed ? confirmed : anchors;
  };

  function scriptOf(text: string): string {
    try {
      return hex(codec.toOutputScript(text, networks.regtest));
    } catch {
      throw lndError(
        'unknown',
        /^(bc|tb)1/i.test(text)
          ? `address: ${text} is not valid for this network: regtest`
          : 'decoded address is of unknown format',
      );
    }
  }

  function row(entry: ChainEntry): Message {
    const { height } = network.chain.tip();
    const received = entry.transaction.outs
      .filter(({ script }) => wallet.owns(hex(script)))
      .reduce((sum, { value }) => sum + value, 0n);
    const spent = entry.spent.flatMap((output) =>
      output && wallet.owns(output.script) ? [output.value] : [],
    );
    return {
      tx_hash: entry.txid,
      amount: (received - spent.reduce((sum, value) => sum + value, 0n)).toString(),
      num_confirmations: entry.block === null ? 0 : height - entry.block.height + 1,
      block_hash: entry.block?.hash ?? '',
      block_height: entry.block?.height ?? 0,
      time_stamp: String(entry.block?.time ?? network.chain.tip().time),
      total_fees: (spent.length > 0 ? entry.fee : 0n).toString(),
      dest_addresses: [],
      output_details: [],
      raw_tx_hex: entry.raw,
      label: node.labels.get(entry.txid) ?? '',
      previous_outpoints: [],
    };
  }

  /** Channels that were there from the start were opened by transactions nobody can look up. */
  const openings = (): readonly Message[] =>
    node
      .channels()
      .filter((channel) => channel.ends[0] === node.publicKey)
      .map((channel, index) => ({
        tx_hash: channel.txid,
        amount: `-${channel.capacity / 1_000n}`,
        num_confirmations: network.chain.tip().height - (701 + index) + 1,
        block_hash: network.chain.hashAt(701 + index),
        block_height: 701 + index,
        time_stamp: String(network.chain.tip().time),
        total_fees: '0',
        dest_addresses: [],
        output_details: [],
        raw_tx_hex: '',
        label: '',
        previous_outpoints: [],
      }));

  function send(request: Message): Message {
    const all = flagOf(request, 'send_all');
    const amount = bigOf(request, 'amount');
    const script = scriptOf(textOf(request, 'addr'));
    if (all === amount > 0n)
      throw lndError('unknown', all ? 'amount set while SendAll is active' : 'amount must be positive');
    if (!all && amount < DUST) throw lndError('unknown', 'transaction output is dust');
    const label = textOf(request, 'label');
    if (label.length > 500) throw lndError('unknown', 'label exceeds the maximum length of 500 characters');
    const rate = bigOf(request, 'sat_per_vbyte') || bigOf(request, 'sat_per_byte') || SAT_PER_VBYTE;
    if (!all && wallet.balance().confirmed - amount < reserve())
      throw lndError(
        'unknown',
        wallet.balance().confirmed < amount
          ? 'insufficient funds available to construct transaction'
          : 'reserved wallet balance invalidated: transaction would leave insufficient funds for fee bumping anchor channel closings (see debug log for details)',
      );
    const txid = refused(() =>
      wallet.send({
        script,
        value: all ? null : amount,
        rate: rate * 1_000n,
        spendUnconfirmed: flagOf(request, 'spend_unconfirmed'),
      }),
    );
    if (label !== '') node.labels.set(txid, label);
    return { txid };
  }

  const unspent = (request: Message): Message => {
    const [low, high] = [numberOf(request, 'min_confs'), numberOf(request, 'max_confs')];
    return {
      utxos: wallet
        .coins()
        .filter(({ confirmations }) => confirmations >= low && (high === 0 || confirmations <= high))
        .map((coin) => ({
          address_type: coin.script.startsWith('5120') ? 'TAPROOT_PUBKEY' : 'WITNESS_PUBKEY_HASH',
          address: coin.address,
          amount_sat: coin.value.toString(),
          pk_script: coin.script,
          outpoint: {
            txid_bytes: Buffer.from(coin.txid, 'hex').reverse(),
            txid_str: coin.txid,
            output_index: coin.index,
          },
          confirmations: String(coin.confirmations),
        })),
    };
  };

  return {
    unary: {
      WalletBalance: () => {
        const { confirmed, unconfirmed } = wallet.balance();
        return {
          total_balance: (confirmed + unconfirmed).toString(),
          confirmed_balance: confirmed.toString(),
          unconfirmed_balance: unconfirmed.toString(),
          locked_balance: '0',
          reserved_balance_anchor_chan: reserve().toString(),
          account_balance: {
            default: {
              confirmed_balance: confirmed.toString(),
              unconfirmed_balance: unconfirmed.toString(),
            },
          },
        };
      },
      NewAddress: (request) => {
        switch (textOf(request, 'type')) {
          case 'WITNESS_PUBKEY_HASH':
            return { address: wallet.newAddress('p2wpkh') };
          case 'UNUSED_WITNESS_PUBKEY_HASH':
            return { address: wallet.unusedAddress('p2wpkh') };
          case 'TAPROOT_PUBKEY':
            return { address: wallet.newAddress('p2tr') };
          case 'UNUSED_TAPROOT_PUBKEY':
            return { address: wallet.unusedAddress('p2tr') };
          default:
            throw lndError('unknown', `unknown address type: ${textOf(request, 'type')}`);
        }
      },
      GetTransactions: (request) => {
        const all = [...wallet.history().map(row), ...openings()];
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
      ListUnspent: unspent,
      SendCoins: send,
    },
  };
}

/** walletrpc.WalletKit, as far as the treasury asks for it. */
export function walletKitRpcs(context: RpcContext): RpcGroup {
  const { node, network } = context;
  return {
    unary: {
      PublishTransaction: (request) => {
        const txid = refused(() => publish(bytesOf(request, 'tx_hex').toString('hex')));
        const label = textOf(request, 'label');
        if (label !== '') node.labels.set(txid, label);
        return { publish_error: '' };
      },
      EstimateFee: (request) => {
        const target = numberOf(request, 'conf_target');
        if (target <= 1) throw lndError('unknown', 'confirmation target must be greater than 1');
        // 250 sat per 1,000 weight units is 1 sat/vB.
        return {
          sat_per_kw: String(target <= 3 ? 1_500 : target <= 12 ? 900 : 300),
          min_relay_fee_sat_per_kw: '25',
        };
      },
    },
  };

  function publish(raw: string): string {
    try {
      return network.chain.submit(raw);
    } catch (error) {
      // The wallet takes a transaction that is out already as published.
      const known = error instanceof Rejected && /^(txn-already|Transaction already)/.test(error.message);
      if (!known) throw error;
      return '';
    }
  }
}

function refused(act: () => string): string {
  try {
    return act();
  } catch (error) {
    if (error instanceof WalletRefusal) throw lndError('unknown', error.message);
    if (error instanceof Rejected) throw lndError('unknown', `transaction rejected: ${error.message}`);
    throw error;
  }
}
