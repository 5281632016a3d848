// Backup RPCs: the static channel backup: exported, followed, verified. Restoring is no part of practice: nothing is ever lost here.
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { sha256 } from '../../seeded.ts';
import type { Channel } from '../channel.ts';
import { lndError } from './lnd-error.ts';
import { bytes, bytesOf, type Message } from './message.ts';
import type { RpcContext, RpcGroup } from './service.ts';

const NONCE = 24;

export function backupRpcs({ node, network }: RpcContext): RpcGroup {
  const key = node.secretFor('channel backup');
  const point = (channel: Channel): Message => ({
    funding_txid_bytes: bytes(channel.txid).reverse(),
    output_index: channel.outputIndex,
  });

  /** lnd's shape: nonce, then XChaCha20-Poly1305 over version and the list of channels, the nonce as additional data. */
  function sealed(channels: readonly Channel[]): Buffer {
    const list = channels.map((channel) => `${channel.txid}:${channel.outputIndex} ${channel.capacity}`);
    const nonce = sha256('backup nonce', ...list).subarray(0, NONCE);
    const plain = Buffer.concat([Buffer.from([0]), Buffer.from(list.join('\n'))]);
    return Buffer.concat([nonce, xchacha20poly1305(key, nonce, nonce).encrypt(plain)]);
  }
  const opens = (backup: Buffer): readonly string[] => {
    if (backup.length < NONCE)
      throw lndError(
        'unknown',
        `invalid multi channel backup: payload size too small, must be at least ${NONCE} bytes`,
      );
    try {
      const nonce = backup.subarray(0, NONCE);
      const plain = Buffer.from(xchacha20poly1305(key, nonce, nonce).decrypt(backup.subarray(NONCE)));
      const text = plain.subarray(1).toString();
      return text === '' ? [] : text.split('\n').map((line) => line.split(' ')[0] ?? '');
    } catch {
      throw lndError(
        'unknown',
        'invalid multi channel backup: chacha20poly1305: message authentication failed',
      );
    }
  };

  const snapshot = (): Message => {
    const channels = [
      ...network.life.openings(node.publicKey).map(({ channel }) => channel),
      ...node.channels(),
    ];
    return {
      single_chan_backups: {
        chan_backups: channels.map((channel) => ({
          chan_point: point(channel),
          chan_backup: sealed([channel]),
        })),
      },
      multi_chan_backup: { chan_points: channels.map(point), multi_chan_backup: sealed(channels) },
    };
  };

  return {
    unary: {
      ExportAllChannelBackups: snapshot,
      VerifyChanBackup: (request) => {
        const multi = request['multi_chan_backup'] as Message | null;
        const single = request['single_chan_backups'] as Message | null;
        if (!multi && !single) return { chan_points: [] };
        return { chan_points: multi ? opens(bytesOf(multi, 'multi_chan_backup')) : [] };
      },
    },
    streaming: {
      SubscribeChannelBackups: (_request, out) => {
        out.onClose(
          network.life.onEvent((event) => {
            const { ends } = 'channel' in event ? event.channel : event.closing.channel;
            if (ends.includes(node.publicKey)) out.write(snapshot());
          }),
        );
      },
    },
  };
}
