// Calls about tables: views kept by the ledger, files written by the core with an entry that says so.
import type { PortcullisHandlers } from '../../../shared/contract/contract.ts';
import { ok } from '../../../shared/domain/result.ts';
import type { Clock } from '../../store/clock.ts';
import type { Exports } from '../exports.ts';
import type { Fleet } from '../fleet.ts';
import { createTableViews } from '../table-views.ts';
import { DONE, operator } from './actor.ts';

type TableHandlers = Pick<
  PortcullisHandlers,
  Extract<keyof PortcullisHandlers, `tables.${string}` | `exports.${string}`>
>;

export function tableHandlers({
  fleet,
  exports,
  clock,
}: {
  readonly fleet: () => Fleet;
  readonly exports: Exports;
  readonly clock: Clock;
}): TableHandlers {
  return {
    'tables.view': ({ table }) => ok(createTableViews(fleet().database).get(table)),
    'tables.setView': ({ table, view }) => {
      createTableViews(fleet().database).set(table, view);
      return DONE;
    },
    'exports.begin': async ({ table }) => ok({ id: await exports.begin(table, fleet().kind) }),
    'exports.add': async ({ id, text }) => {
      const added = await exports.add(id, text);
      return added.ok ? DONE : added;
    },
    'exports.end': async ({ id, rows, amountsHidden }, caller) => {
      const written = await exports.end(id);
      if (!written.ok) return written;
      const { table, path, bytes, sha256 } = written.value;
      const { database, audit } = fleet();
      database.transaction(() => {
        audit.append(clock.now(), {
          level: 'info',
          category: 'access',
          action: 'export',
          actor: operator(caller),
          outcome: 'succeeded',
          agentId: null,
          correlation: null,
          summary: `Table “${table}” written to a file, ${rows} ${rows === 1 ? 'row' : 'rows'}${amountsHidden ? ', amounts hidden' : ''}`,
          body: { table, rows, bytes, sha256, amountsHidden },
        });
        database.touch('timeline');
      });
      return ok({ path, bytes });
    },
    'exports.drop': async ({ id }) => {
      await exports.drop(id);
      return DONE;
    },
  };
}
