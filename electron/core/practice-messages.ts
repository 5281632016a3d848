// What the practice child may say: parsed before it is believed, and nothing beyond loopback. Messages: shared/domain/practice.ts.
import { z } from 'zod';
import { CHARACTERS, type FromPractice } from '../../shared/domain/practice.ts';
import { isLoopbackChain, isLoopbackRelay, isLoopbackSocket } from './loopback.ts';

// SECURITY: practice keys and amounts must not be able to reach a real relay or a real node, whatever the child says.
const relay = z.string().max(200).refine(isLoopbackRelay, 'a practice relay is on loopback');
const socket = z.string().max(100).refine(isLoopbackSocket, 'a practice node is on loopback');

const chain = z.string().max(100).refine(isLoopbackChain, 'a practice chain is on loopback');

const smallSats = z.number().int().min(0).max(100_000_000_000);

const fromPractice = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('ready'),
    relays: z.array(relay).min(1).max(5),
    chain,
    nodes: z
      .array(
        z.strictObject({
          name: z.string().min(1).max(100),
          socket,
          certificate: z.string().max(20_000),
          macaroon: z
            .string()
            .max(8_000)
            .regex(/^[0-9a-f]+$/i),
        }),
      )
      .min(1)
      .max(10),
    cast: z
      .array(
        z.strictObject({
          character: z.enum(CHARACTERS),
          name: z.string().min(1).max(200),
          purpose: z.string().max(1_000),
          node: z.number().int().min(0).max(9),
          draw: z.enum(['allotted', 'dedicated']),
          allotmentSats: smallSats,
          singleSats: smallSats,
          dailySats: smallSats,
          hotSats: smallSats,
        }),
      )
      .max(100),
    labels: z
      .array(z.strictObject({ destination: z.string().max(100), label: z.string().min(1).max(100) }))
      .max(200),
  }),
  z.strictObject({ type: z.literal('log'), line: z.string().max(2_000) }),
]);

/** undefined for anything else than a well-formed message that stays on loopback. */
export function readPracticeMessage(message: unknown): FromPractice | undefined {
  const parsed = fromPractice.safeParse(message);
  return parsed.success ? parsed.data : undefined;
}
