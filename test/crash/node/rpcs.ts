// The RPCs a spending wallet needs of lnd: pay, track, list, state of the node, invoices of its own. Everything else is "unimplemented".
import { lndError } from '../../../electron/practice/lightning/rpc/lnd-error.ts';
import type { Books } from './books.ts';
import { channelMessage, infoMessage, invoiceMessage, paymentMessage, type Message } from './messages.ts';
import type { Invoice, Payees } from './payees.ts';
import type { Payment, Payments } from './payments.ts';

/**
 * `ordered`: SendPaymentV2 arrived, nothing is registered · `dispatched`: the HTLCs are out, nobody was told · `settled`: the payee has the
 * money, nobody was told · `asked`: TrackPaymentV2 or ListPayments arrived and is not answered.
 */
export type Moment = 'ordered' | 'dispatched' | 'settled' | 'asked';

export type Outlet = {
  readonly write: (message: Message) => void;
  readonly end: () => void;
  readonly fail: (error: unknown) => void;
  readonly onClose: (callback: () => void) => void;
};
type Unary = (request: Message) => Message;
type Streaming = (request: Message, out: Outlet) => void;

export type Rpcs = {
  readonly unary: Readonly<Record<string, Unary>>;
  readonly streams: Readonly<Record<string, Streaming>>;
  readonly receive: (text: string) => void;
};

const text = (message: Message, field: string): string => {
  const value = message[field];
  return typeof value === 'string' ? value : '';
};
const big = (message: Message, field: string): bigint => BigInt(text(message, field) || '0');

export function createRpcs(deps: {
  readonly books: Books;
  readonly payees: Payees;
  readonly payments: Payments;
  readonly now: () => number;
  readonly moment: (moment: Moment, hash: string) => void;
  readonly isHealed: (hash: string) => boolean;
}): Rpcs {
  const { books, payees, payments, now, moment } = deps;
  const own: Invoice[] = [];
  const settled = new Map<string, { readonly at: number; readonly index: number }>();
  const followers = new Set<(invoice: Invoice) => void>();
  const unheard = new Map<string, number>();
  const self = payees.keyOf('self');

  const told = (payment: Payment): Message =>
    paymentMessage(
      payment,
      payments,
      books,
      payment.invoice.script.proof !== 'zeros' || deps.isHealed(payment.hash),
    );
  const ended = ({ status }: Payment): boolean => status !== 'IN_FLIGHT';
  const ownMessage = (invoice: Invoice): Message =>
    invoiceMessage(invoice, own.indexOf(invoice) + 1, settled.get(invoice.hash));

  const follow = (payment: Payment, out: Outlet): void => {
    let over = false;
    const tell = (): void => {
      if (over) return;
      if (payment.status === 'SUCCEEDED') moment('settled', payment.hash);
      out.write(told(payment));
      if (!ended(payment)) return;
      over = true;
      out.end();
    };
    const stop = payments.onChange((changed) => {
      if (changed === payment) tell();
    });
    out.onClose(() => {
      over = true;
      stop();
    });
    tell();
  };

  /** What a caller of SendPaymentV2 hears in place of the payment's story. */
  const misbehave = (payment: Payment, out: Outlet): boolean => {
    switch (payment.invoice.script.stream ?? 'tell') {
      case 'cut':
        out.fail(lndError('unavailable', 'Connection dropped'));
        return true;
      case 'end':
        out.write(told(payment));
        out.end();
        return true;
      case 'mute':
        return true;
      case 'in-transition':
        out.fail(lndError('already-exists', 'payment is in transition'));
        return true;
      case 'already-paid':
        out.fail(lndError('already-exists', 'invoice is already paid'));
        return true;
      case 'tell':
        return false;
    }
  };

  const receive: Rpcs['receive'] = (invoiceText) => {
    const invoice = own.find((one) => one.text === invoiceText);
    if (!invoice || settled.has(invoice.hash)) throw new Error('no open invoice of the node has this text');
    settled.set(invoice.hash, { at: now(), index: settled.size + 1 });
    books.receive(invoice.hash, invoice.amount ?? 0n);
    for (const follower of followers) follower(invoice);
  };

  return {
    receive,
    unary: {
      '/lnrpc.Lightning/GetInfo': () => infoMessage(self, now()),
      '/lnrpc.Lightning/ListChannels': () => ({ channels: [channelMessage(books, payees.keyOf('archive'))] }),
      '/lnrpc.Lightning/ListPayments': (request) => {
        moment('asked', '');
        const size = Number(big(request, 'max_payments')) || 100;
        const offset = Number(big(request, 'index_offset'));
        const all = payments
          .list()
          .filter((payment) => request['include_incomplete'] === true || payment.status === 'SUCCEEDED');
        const backwards = request['reversed'] === true;
        const beyond = all.filter(({ index }) =>
          offset === 0 ? true : backwards ? index < offset : index > offset,
        );
        const page = backwards ? beyond.slice(-size) : beyond.slice(0, size);
        return {
          payments: page.map(told),
          first_index_offset: String(page[0]?.index ?? 0),
          last_index_offset: String(page.at(-1)?.index ?? 0),
        };
      },
      '/lnrpc.Lightning/AddInvoice': (request) => {
        const expiry = Number(big(request, 'expiry'));
        const invoice = payees.invoice(
          {
            payee: 'self',
            msat: big(request, 'value_msat'),
            ...(expiry > 0 ? { expirySeconds: expiry } : {}),
            description: text(request, 'memo'),
          },
          { ends: 'settle' },
        );
        own.push(invoice);
        return {
          r_hash: Buffer.from(invoice.hash, 'hex'),
          payment_request: invoice.text,
          add_index: String(own.length),
          payment_addr: Buffer.from(invoice.secret, 'hex'),
        };
      },
      '/lnrpc.Lightning/LookupInvoice': (request) => {
        const found = own.find(({ hash }) => hash === (request['r_hash'] as Buffer).toString('hex'));
        if (!found) throw lndError('not-found', 'unable to locate invoice');
        return ownMessage(found);
      },
      '/lnrpc.Lightning/ListInvoices': (request) => {
        const offset = Number(big(request, 'index_offset'));
        const page = own.slice(offset);
        return {
          invoices: page.map(ownMessage),
          last_index_offset: String(own.length),
          first_index_offset: '0',
        };
      },
    },
    streams: {
      '/routerrpc.Router/SendPaymentV2': (request, out) => {
        const hash = payees.byText(text(request, 'payment_request'))?.hash ?? '';
        moment('ordered', hash);
        const amount = big(request, 'amt_msat') + big(request, 'amt') * 1_000n;
        const limit = big(request, 'fee_limit_msat') + big(request, 'fee_limit_sat') * 1_000n;
        const payment = payments.send({
          text: text(request, 'payment_request'),
          amount: amount === 0n ? null : amount,
          feeLimit: limit,
        });
        moment('dispatched', hash);
        if (ended(payment) || !misbehave(payment, out)) follow(payment, out);
      },
      '/routerrpc.Router/TrackPaymentV2': (request, out) => {
        const hash = (request['payment_hash'] as Buffer).toString('hex');
        moment('asked', hash);
        const payment = payments.get(hash);
        const asked = (unheard.get(hash) ?? 0) + 1;
        unheard.set(hash, asked);
        if (!payment || asked <= (payment.invoice.script.unheardOf ?? 0))
          throw lndError('not-found', "payment isn't initiated");
        follow(payment, out);
      },
      '/lnrpc.Lightning/SubscribeInvoices': (request, out) => {
        const after = Number(big(request, 'settle_index'));
        if (after > 0)
          for (const invoice of own)
            if ((settled.get(invoice.hash)?.index ?? 0) > after) out.write(ownMessage(invoice));
        const follower = (invoice: Invoice): void => out.write(ownMessage(invoice));
        followers.add(follower);
        out.onClose(() => followers.delete(follower));
      },
    },
  };
}
