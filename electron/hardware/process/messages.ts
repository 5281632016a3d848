// Messages between the core and the process that holds a device: APDUs as hex, nothing else. Both sides parse before they believe.
import { z } from 'zod';
import type { AttachedDevice } from '../hardware-wallet.ts';

/** ISO 7816-4 short: 5 bytes of header and at most 255 of data. */
const apdu = z
  .string()
  .max(520)
  .regex(/^(?:[0-9a-f]{2}){4,260}$/);
/** At most 256 bytes of data and the status word, with room for what an emulator may add. */
const answer = z
  .string()
  .max(1_040)
  .regex(/^(?:[0-9a-f]{2})*$/);
const id = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const deviceId = z.string().min(1).max(300);

const toDevice = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('look'), id }),
  z.strictObject({ type: z.literal('open'), id, device: deviceId }),
  z.strictObject({ type: z.literal('exchange'), id, apdu }),
  z.strictObject({ type: z.literal('close'), id }),
]);
export type ToDevice = z.infer<typeof toDevice>;

const device = z.strictObject({
  id: deviceId,
  model: z.string().max(80),
}) satisfies z.ZodType<AttachedDevice>;

const fromDevice = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('devices'), devices: z.array(device).max(32) }),
  z.strictObject({ type: z.literal('done'), id, answer }),
  z.strictObject({
    type: z.literal('failed'),
    id,
    reason: z.string().max(100),
    message: z.string().max(500),
    denied: z.boolean(),
  }),
]);
export type FromDevice = z.infer<typeof fromDevice>;

export const readToDevice = (message: unknown): ToDevice | undefined => toDevice.safeParse(message).data;
export const readFromDevice = (message: unknown): FromDevice | undefined =>
  fromDevice.safeParse(message).data;
