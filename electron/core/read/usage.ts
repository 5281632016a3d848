// Usage on the wire: what counts against a limit now, by the very windows the gate decides with.
import type { z } from 'zod';
import type { usage } from '../../../shared/contract/values.ts';
import { msatText, type Msat } from '../../../shared/domain/money.ts';
import type { WindowUse } from '../../gate/windows.ts';

export type UsageRow = z.input<typeof usage>;

const NOTHING = { used: 0n, reserved: 0n, clearsAt: null };

/** `use` undefined: nothing counts. `limit` null: no limit. */
export const usageRow = (use: WindowUse | undefined, limit: Msat | null): UsageRow => {
  const { used, reserved, clearsAt } = use ?? NOTHING;
  return {
    usedMsat: msatText(used),
    reservedMsat: msatText(reserved),
    limitMsat: limit === null ? null : msatText(limit),
    clearsAt,
  };
};
