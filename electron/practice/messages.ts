// Messages: what the practice fleet accepts, from the core (`ToPractice`) and, standing alone, from a test. Untrusted JSON until read here.
import { z } from 'zod';
import { CHARACTERS, DRILLS, type ToPractice } from '../../shared/domain/practice.ts';

z.config({ jitless: true });

const toPractice = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('pair'),
    agents: z
      .array(z.strictObject({ character: z.enum(CHARACTERS), uri: z.string().max(4_096) }))
      .max(CHARACTERS.length),
  }),
  z.strictObject({
    type: z.literal('drill'),
    name: z.enum(DRILLS),
  }),
  z.strictObject({
    type: z.literal('faucet'),
    address: z.string().min(14).max(90),
    sats: z.number().int().min(1_000).max(1_000_000_000),
  }),
  z.strictObject({ type: z.literal('mine'), blocks: z.number().int().min(1).max(1_000) }),
  z.strictObject({ type: z.literal('reorg'), depth: z.number().int().min(1).max(100) }),
  z.strictObject({ type: z.literal('take-back') }),
  z.strictObject({ type: z.literal('speed'), factor: z.number().min(0.01).max(1_000) }),
]) satisfies z.ZodType<ToPractice>;

const hex32 = z.string().regex(/^[0-9a-f]{64}$/);
const node = z.string().max(32);
const count = z.number().int().nonnegative();

/** Every test command carries an `id`; its answer repeats it. Amounts are whole sats, or msat as text. */
const testCommand = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('make-invoice'),
    id: z.string(),
    payee: node,
    /** null: the payer chooses. */
    sats: count.nullable(),
    /** Instead of `sats`, when a fraction of one is wanted. */
    msat: z
      .string()
      .regex(/^\d{1,18}$/)
      .optional(),
    description: z.string().max(639).default('test'),
    expirySeconds: z.number().int().positive().default(3_600),
    hold: z.boolean().default(false),
  }),
  z.strictObject({ type: z.literal('settle'), id: z.string(), payee: node, preimage: hex32 }),
  z.strictObject({ type: z.literal('cancel'), id: z.string(), payee: node, hash: hex32 }),
  z.strictObject({ type: z.literal('pay'), id: z.string(), payer: node, request: z.string().max(8_192) }),
  z.strictObject({ type: z.literal('books'), id: z.string() }),
  /** Answers with the txid. */
  z.strictObject({ type: z.literal('chain-faucet'), id: z.string(), address: z.string(), sats: count }),
  z.strictObject({ type: z.literal('chain-mine'), id: z.string(), blocks: count }),
  /** `drop`: transactions that do not come back. */
  z.strictObject({
    type: z.literal('chain-reorg'),
    id: z.string(),
    depth: count,
    drop: z.array(hex32).max(100).default([]),
  }),
  z.strictObject({ type: z.literal('chain-take-back'), id: z.string(), txid: hex32 }),
  z.strictObject({ type: z.literal('balances'), id: z.string() }),
  z.strictObject({
    type: z.literal('node-faults'),
    id: z.string(),
    node,
    faults: z
      .strictObject({
        hangBeforeDispatch: z.boolean(),
        hangAfterDispatch: z.boolean(),
        closeWithoutTerminal: z.boolean(),
        breakAfterDispatch: z.boolean(),
        takeWholeFee: z.boolean(),
        fail: z
          .enum([
            'FAILURE_REASON_TIMEOUT',
            'FAILURE_REASON_NO_ROUTE',
            'FAILURE_REASON_ERROR',
            'FAILURE_REASON_INCORRECT_PAYMENT_DETAILS',
            'FAILURE_REASON_INSUFFICIENT_BALANCE',
            'FAILURE_REASON_CANCELED',
          ])
          .nullable(),
        hold: z.boolean(),
        settleLateMs: count,
        wallet: z.enum(['active', 'locked', 'starting']),
        muteUnary: z.boolean(),
      })
      .partial(),
  }),
  z.strictObject({ type: z.literal('release-held'), id: z.string(), node, hash: hex32.optional() }),
  z.strictObject({ type: z.literal('node-stop'), id: z.string(), node }),
  z.strictObject({ type: z.literal('node-start'), id: z.string(), node }),
  z.strictObject({
    type: z.literal('relay-faults'),
    id: z.string(),
    faults: z
      .strictObject({
        deliverTwice: z.boolean(),
        dropKinds: z.array(count).max(16),
        delayMs: count,
        keepEphemeral: z.boolean(),
        badSignatures: z.boolean(),
        refuseEvents: z.boolean(),
        silent: z.boolean(),
      })
      .partial(),
  }),
  z.strictObject({ type: z.literal('relay-replay'), id: z.string(), kinds: z.array(count).optional() }),
  z.strictObject({ type: z.literal('relay-cut'), id: z.string() }),
  z.strictObject({ type: z.literal('reset-faults'), id: z.string() }),
]);
export type TestCommand = z.infer<typeof testCommand>;

/** Answers a `TestCommand`; `error` says why it was not done. */
export type TestAnswer =
  | { readonly type: 'answer'; readonly id: string; readonly value: unknown }
  | { readonly type: 'answer'; readonly id: string; readonly error: string };

export const readToPractice = (raw: unknown): ToPractice | undefined => toPractice.safeParse(raw).data;
export const readTestCommand = (raw: unknown): TestCommand | undefined => testCommand.safeParse(raw).data;
