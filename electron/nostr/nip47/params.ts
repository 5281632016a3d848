// Params: the pieces of which the methods' parameters are read. Strict about types, deaf to unknown keys; null counts as absent.
import { z } from 'zod';
import { isHex32, type PaymentHash } from '../../../shared/domain/ids.ts';
import { msatFromJsonNumber, type Msat } from '../../../shared/domain/money.ts';

/** Longest text kept of what an agent says about a payment (NIP-47 gives metadata the same ceiling). */
export const MAX_PURPOSE_LENGTH = 4_096;
/** Longest invoice or payment URI read, in characters. */
export const MAX_PAYMENT_TEXT = 8_192;

const AMOUNT_RULE = 'must be a whole number of millisatoshi';

function readAmount(value: unknown, least: bigint, context: z.RefinementCtx): Msat {
  const amount = msatFromJsonNumber(value);
  if (amount !== undefined && amount >= least) return amount;
  context.addIssue({ code: 'custom', message: least > 0n ? `${AMOUNT_RULE} above zero` : AMOUNT_RULE });
  return z.NEVER;
}

const present = z.unknown().optional();

/** An amount that must be there and above zero. */
export const amount = present.transform((value, context) => readAmount(value, 1n, context));
/** An amount above zero, or null when absent. */
export const optionalAmount = present.transform((value, context) =>
  value === undefined || value === null ? null : readAmount(value, 1n, context),
);
/** A fee ceiling: zero is one. */
export const optionalFee = present.transform((value, context) =>
  value === undefined || value === null ? null : readAmount(value, 0n, context),
);

export const optionalText = (longest: number) =>
  z
    .string()
    .max(longest)
    .nullish()
    .transform((value) => value ?? null);

export const optionalCount = z
  .number()
  .int()
  .min(0)
  .max(99_999_999_999)
  .nullish()
  .transform((value) => value ?? null);

/** 32 bytes of hex in either case. */
export const optionalHash = z
  .string()
  .transform((text, context) => {
    const hash = text.toLowerCase();
    if (isHex32(hash)) return hash as PaymentHash;
    context.addIssue({ code: 'custom', message: 'must be 32 bytes of hex' });
    return z.NEVER;
  })
  .nullish()
  .transform((value) => value ?? null);

export const anything = present;

/**
 * The agent's words about a payment, for the operator: at most 4,096 characters, without the control and direction marks by
 * which text pretends to be other text.
 */
export function purposeText(metadata: unknown, payerNote: string | null): string {
  const parts = [payerNote ?? '', wordsOf(metadata)].filter((part) => part !== '');
  return parts
    .join('\n')
    .slice(0, MAX_PURPOSE_LENGTH)
    .replaceAll(/[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}]/gu, ' ')
    .toWellFormed()
    .trim();
}

function wordsOf(metadata: unknown): string {
  if (metadata === undefined || metadata === null) return '';
  if (typeof metadata === 'string') return metadata;
  if (typeof metadata === 'object' && Object.keys(metadata).length === 0) return '';
  const comment = typeof metadata === 'object' && 'comment' in metadata ? metadata.comment : undefined;
  if (typeof comment === 'string' && Object.keys(metadata as object).length === 1) return comment;
  try {
    return JSON.stringify(metadata);
  } catch {
    return '';
  }
}
