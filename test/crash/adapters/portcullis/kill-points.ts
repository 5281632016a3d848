// Where the named moments are in the console: by the statement it writes or the call it makes, as seen from its database driver and gRPC.
import type { InsidePoint } from '../adapter.ts';
import type { KillPoint } from './inside-messages.ts';

const SETTLED = String.raw`UPDATE spends .*\| settled \|`;

export const KILL_POINTS: Readonly<Record<InsidePoint, Omit<KillPoint, 'after'>>> = {
  'request stored': { when: 'statement', text: 'INSERT INTO requests', how: 'die' },
  'reservation committed': {
    when: 'after commit',
    text: String.raw`INSERT INTO spends .*\| reserved \|`,
    how: 'die',
  },
  'before dispatch': { when: 'call', text: '/SendPaymentV2', how: 'die' },
  'node settled before the ledger was written': { when: 'before commit', text: SETTLED, how: 'die' },
  'ledger written before the reply': { when: 'after commit', text: SETTLED, how: 'die' },
  'in the middle of an audit append': { when: 'statement', text: 'INSERT INTO audit', how: 'die' },
  'during an approval': {
    when: 'before commit',
    text: String.raw`INSERT INTO audit .*\| approve \|`,
    how: 'die',
  },
  'during a checkpoint': { when: 'pragma', text: 'wal_checkpoint', how: 'tell' },
};
