// Practice agent: plays one character against the wallet it was paired with, at the pace of the fleet.
import { createDice, seededRandom, type Clock } from '../seeded.ts';
import { buy, type PurchaseEnd } from './buyer.ts';
import type { Act, CharacterSpec, Drill, Purchase } from './character.ts';
import type { NwcClient } from './nwc-client.ts';
import { INVOICE_SECONDS } from './shops.ts';

export type PracticeAgent = {
  /** Does nothing for a drill that is not this character's. */
  readonly drill: (name: Drill) => void;
  readonly stop: () => void;
};

const LONGEST_SHOWN = 60;

/** Hostile text is part of the play; a log line is not where it shall act. */
const shown = (text: string): string => {
  const plain = text.replace(/[\p{Cc}\p{Cf}]/gu, '·');
  return plain.length > LONGEST_SHOWN ? `${plain.slice(0, LONGEST_SHOWN)}…` : plain;
};

export function startAgent(deps: {
  readonly spec: CharacterSpec;
  readonly client: NwcClient;
  readonly clock: Clock;
  /** The play follows from it; a drill draws from its own dice and changes nothing of what comes next. */
  readonly seed: string;
  /** Factor by which waits between acts are shortened; asked before each. */
  readonly speed: () => number;
  readonly invoiceFor: (purchase: Purchase) => string | Promise<string>;
  readonly payFrom: (payee: string, request: string) => void;
  readonly log: (line: string) => void;
}): PracticeAgent {
  const { spec, client, clock } = deps;
  const dice = createDice(seededRandom(`${deps.seed}/play`));
  const drillDice = createDice(seededRandom(`${deps.seed}/drill`));
  const { name } = spec.member;
  let stopped = false;
  let cancelWait = (): void => undefined;

  function tell(purchase: Purchase, end: PurchaseEnd): void {
    const what = `${purchase.sats} sats, “${shown(purchase.description)}”`;
    if (end.kind === 'paid') deps.log(`${name} paid ${what}${end.tries > 1 ? ` (try ${end.tries})` : ''}`);
    else if (end.kind === 'refused')
      deps.log(`${name} was refused ${what}: ${end.code} ${shown(end.message)}`.trimEnd());
    else deps.log(`${name} gave up on ${what}: ${shown(end.message)}`);
  }

  async function shop(purchase: Purchase): Promise<void> {
    const progress = (message: string): void =>
      deps.log(`${name} waits, “${shown(purchase.description)}”: ${shown(message)}`);
    const invoice = await deps.invoiceFor(purchase);
    tell(purchase, await buy({ client, clock, progress }, invoice, INVOICE_SECONDS));
  }

  async function earn(tip: Purchase): Promise<void> {
    const reply = await client.request(
      'make_invoice',
      { amount: tip.sats * 1_000, description: tip.description, expiry: INVOICE_SECONDS },
      10_000,
    );
    const invoice = reply.kind === 'result' ? reply.result['invoice'] : undefined;
    if (typeof invoice !== 'string') return;
    deps.payFrom(tip.payee, invoice);
    deps.log(`${name} is tipped ${tip.sats} sats, “${shown(tip.description)}”`);
  }

  async function perform(act: Act): Promise<void> {
    if (act.ask) await client.request(act.ask, {}, 10_000);
    if (stopped) return;
    await Promise.all([...act.purchases.map(shop), ...(act.earn ? [earn(act.earn)] : [])]);
  }

  /** A failed act is told and forgotten: the play goes on. */
  const run = (act: Act): void =>
    void perform(act).catch((error: unknown) => deps.log(`${name} stumbled: ${shown(String(error))}`));

  function schedule(turn: number): void {
    if (stopped) return;
    const act = spec.next(turn, dice);
    cancelWait = clock.after(act.waitMs / Math.max(0.01, deps.speed()), () => {
      run(act);
      schedule(turn + 1);
    });
  }

  schedule(0);
  return {
    drill: (drill) => {
      const make = spec.drills[drill];
      if (make && !stopped) run(make(drillDice));
    },
    stop: () => {
      stopped = true;
      cancelWait();
      client.close();
    },
  };
}
