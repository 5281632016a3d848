// Payments in question, as the console shows them: what is known of each, oldest first.
import type { z } from 'zod';
import type { paymentInQuestion } from '../../../shared/contract/app.ts';
import type { Gate } from '../../gate/gate.ts';
import type { NodeDirectory } from '../../lightning/nodes.ts';
import type { Database } from '../../store/database.ts';
import type { SpendReader } from './spends.ts';

export type ReconcilingReader = () => z.input<typeof paymentInQuestion>[];

export function createReconcilingReader({
  database,
  gate,
  nodes,
  spends,
}: {
  readonly database: Database;
  readonly gate: Pick<Gate, 'inQuestion'>;
  readonly nodes: Pick<NodeDirectory, 'get'>;
  readonly spends: SpendReader;
}): ReconcilingReader {
  const nameOf = database.prepare<{ name: string }>('SELECT name FROM nodes WHERE id = ?');
  return () => {
    const open = gate.inQuestion();
    const rows = new Map(spends.byIds(open.map(({ spend }) => spend.id)).map((row) => [row.id, row]));
    return open.flatMap(({ spend, lastAnswer, atNode }) => {
      const row = rows.get(spend.id);
      const state = nodes.get(spend.nodeId)?.state();
      return row === undefined
        ? []
        : [
            {
              spend: row,
              nodeId: spend.nodeId,
              nodeName: nameOf.get(spend.nodeId)?.name ?? spend.nodeId,
              reservedAt: spend.reservedAt,
              dispatchedAt: spend.dispatchedAt,
              atNode,
              missingSince: spend.missingSince,
              lastAnswer: lastAnswer && { ...lastAnswer },
              blockHeight: state?.kind === 'ready' ? state.info.blockHeight : null,
              checked: spend.checked && { ...spend.checked },
            },
          ];
    });
  };
}
