// Hot ceilings: an agent that can spend more than its policy wants it to hold is alerted once, until it is below again. It stops no
// payment. Rule: docs/gate.md, section 3.
import { satsText } from '../../shared/domain/amount-text.ts';
import type { AgentId } from '../../shared/domain/ids.ts';
import { msatText } from '../../shared/domain/money.ts';
import type { AgentRegistry } from '../agents/agent.ts';
import type { Balances } from './balances.ts';
import { GATE } from './entries.ts';
import type { Ledger } from './ledger.ts';

/** Returns the check, to be made at every round. */
export function createHotCeilings(
  { audit, clock, write }: Ledger,
  registry: AgentRegistry,
  balances: Balances,
): () => void {
  // In memory only: after a start an agent that is still over its ceiling is worth one more alert.
  const over = new Set<AgentId>();
  return () => {
    for (const { id, name } of registry.list()) {
      const balance = balances.spendable(id);
      const ceiling = registry.policy(id).policy.maxHotBalance;
      if (balance <= ceiling) over.delete(id);
      else if (!over.has(id)) {
        write(
          () =>
            void audit.append(clock.now(), {
              level: 'warning',
              category: 'agent',
              action: 'hot-ceiling',
              actor: GATE,
              outcome: 'failed',
              agentId: id,
              correlation: null,
              summary: `${name}: holds ${satsText(balance)}, more than its hot ceiling of ${satsText(ceiling)}`,
              body: { balanceMsat: msatText(balance), ceilingMsat: msatText(ceiling) },
            }),
        );
        over.add(id);
      }
    }
  };
}
