// Calls to the practice fleet: drills and pace. Nothing of this exists where the money is real.
import type { PortcullisHandlers } from '../../../shared/contract/contract.ts';
import type { ToPractice } from '../../../shared/domain/practice.ts';
import { refuse } from '../../../shared/domain/result.ts';
import type { Lifecycle } from '../lifecycle.ts';
import { DONE } from './actor.ts';

type PracticeHandlers = Pick<PortcullisHandlers, 'practice.drill' | 'practice.setSpeed'>;

export function practiceHandlers({
  lifecycle,
}: {
  readonly lifecycle: Pick<Lifecycle, 'practice'>;
}): PracticeHandlers {
  const tell = (message: ToPractice) => {
    const practice = lifecycle.practice();
    if (!practice) return refuse('not_practice', 'This is not a practice fleet. Nothing was done.');
    practice.tell(message);
    return DONE;
  };
  return {
    'practice.drill': ({ name }) => tell({ type: 'drill', name }),
    'practice.setSpeed': ({ factor }) => tell({ type: 'speed', factor }),
  };
}
