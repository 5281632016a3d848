// get_budget at its edge: a limit larger than a JSON number says exactly.
import { expect, it } from 'vitest';
import { createGetBudget } from '../../../../electron/nostr/nip47/get-budget.ts';
import type { Asked, MethodDeps } from '../../../../electron/nostr/nip47/method.ts';
import { MAX_MSAT, sats } from '../../../../shared/domain/money.ts';

it('tells a limit of all bitcoin there is as the largest number that is exact, and not as an error', async () => {
  const gate = { budget: () => ({ used: sats(1n), reserved: sats(0n), total: MAX_MSAT, renewsAt: null }) };
  const method = createGetBudget({ gate } as unknown as MethodDeps);
  const reply = await method.handle({}, { connection: { agentId: 'a' } } as unknown as Asked);
  expect(reply).toMatchObject({
    kind: 'result',
    result: { used_budget: 1_000, total_budget: Number.MAX_SAFE_INTEGER },
  });
});
