// Fuzzing of the NIP-47 service: hostile events into the real service, the real gate and a real ledger. Every input has the answers it may
// get; the node's own books say what left.
import { isAuthentic, type VerifiedEvent } from '../../electron/nostr/event.ts';
import { unixSeconds, WINDOW_SECONDS } from '../../shared/domain/time.ts';
import { createChance } from './random.ts';
import { createTally, must, type FuzzReport } from './report.ts';
import { createSealer, type Sealer } from './request-client.ts';
import { createHarness, DAILY } from './request-harness.ts';
import { KINDS, REQUEST_KINDS, type Input, type Word } from './request-kinds.ts';

type Body = {
  readonly result_type: string;
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly result: Readonly<Record<string, unknown>> | null;
};
const wordOf = (body: Body | null): Word => (body === null ? 'silence' : (body.error?.code ?? 'result'));

const requestOf = (event: VerifiedEvent): string => event.tags.find((tag) => tag[0] === 'e')?.[1] ?? '';

function read(sealer: Sealer, event: VerifiedEvent, client: string): Body {
  must(isAuthentic(event), () => 'an answer that is no authentic event');
  const opened = sealer.open(event.content, client);
  must(opened.ok, () => 'an answer that its client cannot open');
  const body = JSON.parse(opened.value) as Body;
  must(typeof body.result_type === 'string', () => 'an answer without result_type');
  must(
    (body.error === null) !== (body.result === null),
    () => 'an answer with both or neither of result and error',
  );
  return body;
}

export type Runner = {
  readonly run: (count: number, from?: number) => Promise<FuzzReport>;
  readonly close: () => Promise<void>;
};

/** One service and one ledger for all inputs of a run: what one leaves behind, the next may find. */
export function createRequestFuzzer(seed: string): Runner {
  const harness = createHarness();
  const sealer = createSealer(harness);

  /** Requests whose answer may still come: held for a person, or waiting for the node. */
  const open = new Map<string, Input>();

  const collect = (): Map<string, Body> => {
    const heard = new Map<string, Body>();
    for (const event of harness.published.splice(0)) {
      if (event.kind !== 23_195) continue;
      const id = requestOf(event);
      const asked = open.get(id);
      must(asked !== undefined && open.delete(id), () => 'answered twice, or not asked');
      heard.set(id, read(sealer, event, asked.client));
    }
    return heard;
  };

  const one = async (made: Input): Promise<string> => {
    const orders = harness.node.orders.length;
    const errors = harness.errors.length;
    const { id: named } = (made.raw ?? {}) as { id?: unknown };
    const id = typeof named === 'string' ? named : '';
    open.set(id, made);
    harness.deliver(made.raw);
    const isAnswered = () =>
      harness.published.some((event) => event.kind === 23_195 && requestOf(event) === id);
    await harness.settle(isAnswered);
    const word = wordOf(collect().get(id) ?? null);
    // Only a payment can be answered later; what was said nothing to is said nothing to.
    if (!made.mayPay) open.delete(id);
    must(
      harness.errors.length === errors,
      () => `logged an error: ${harness.errors.at(-1)?.slice(0, 600) ?? ''}`,
    );
    must(made.allowed.includes(word), () => `got ${word}, may get ${made.allowed.join(', ')}`);
    must(made.mayPay || harness.node.orders.length === orders, () => 'money left for it');
    return word;
  };

  return {
    run: async (count, from = 0) => {
      const tally = createTally('requests');
      await harness.settle(() => false);
      for (let index = from; index < from + count; index += 1) {
        const chance = createChance(`${seed}/request/${index}`);
        const kind = REQUEST_KINDS[index % REQUEST_KINDS.length] ?? '';
        const make = KINDS[kind];
        if (!make) throw new Error('no such kind');
        const input = { kind, ...make(chance, harness, sealer, index) };
        await tally.input(index, kind, () => one(input));
        // A second a request: slow enough for every bucket of the service, and the gate's own rounds come by.
        harness.clock.advance(1);
        if (index % 16 === 0) await harness.settle(() => false);
      }
      await tally.input(from + count, 'books', async () => {
        // A minute later whatever was held or out has its answer, and no more than one.
        harness.clock.advance(60);
        await harness.settle(() => false);
        collect();
        const paid = await harness.node.paymentsSince(unixSeconds(0));
        for (const { at } of paid) {
          const within = paid.filter((other) => other.at >= at && other.at <= at + WINDOW_SECONDS);
          const sum = within.reduce((total, payment) => total + payment.outflow, 0n);
          must(sum <= DAILY, () => `${sum} msat left in one day, ${DAILY} may`);
        }
        return `${paid.length} payments within the limits`;
      });
      return tally.done();
    },
    close: harness.close,
  };
}
