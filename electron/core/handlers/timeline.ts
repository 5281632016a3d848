// Calls about the audit log: pages, one entry with its proof, verification.
import type { PortcullisHandlers } from '../../../shared/contract/contract.ts';
import { ok, refuse } from '../../../shared/domain/result.ts';
import { describeLog } from '../../audit/log-state.ts';
import { attestationOf } from '../../gate/attestation-log.ts';
import type { Fleet } from '../fleet.ts';
import { DONE } from './actor.ts';

type TimelineHandlers = Pick<PortcullisHandlers, Extract<keyof PortcullisHandlers, `timeline.${string}`>>;

export function timelineHandlers({ fleet }: { readonly fleet: () => Fleet }): TimelineHandlers {
  return {
    'timeline.page': (query) => ok(fleet().timeline.page(query)),
    'timeline.histogram': async (query) => ok(await fleet().timeline.histogram(query)),
    'timeline.entry': ({ seq }) => {
      const entry = fleet().timeline.entry(seq);
      return entry
        ? ok({ ...entry, attestation: attestationOf(entry.canonical) })
        : refuse('unknown_entry', 'The log has no entry of that number.');
    },
    'timeline.log': () => {
      const { audit, verification, anchor } = fleet();
      return ok(describeLog({ log: audit, finding: verification.finding(), anchored: anchor.recorded() }));
    },
    'timeline.verify': () => {
      // Its end is told by a push; the call only begins it.
      void fleet().verification.run();
      return DONE;
    },
    'timeline.cancelVerify': () => {
      fleet().verification.cancel();
      return DONE;
    },
  };
}
