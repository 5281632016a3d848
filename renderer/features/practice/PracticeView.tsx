// Practice: attacks to set off and the pace of the agents. Exists only where the money is pretend.
import { useState } from 'react';
import type { Drill } from '../../../shared/domain/practice.ts';
import { useAct, useRead } from '../../bridge/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Page, Panel } from '../../ui/Panel.tsx';
import { Select } from '../../ui/Select.tsx';
import { useToast } from '../../ui/Toast.tsx';
import { DRILL_CARDS, PACES, type Pace } from './drills.ts';

export function PracticeView() {
  const fleet = useRead('app.status', {}).data?.fleet;
  if (fleet === 'real')
    return (
      <Page title="Practice">
        <EmptyState
          title="This is a real fleet"
          why="Drills and pace belong to the practice fleet. Nothing here touches real money."
        />
      </Page>
    );
  return (
    <Page
      title="Practice"
      lead="Six pretend agents spend pretend money over the real protocols. Set off an attack and watch what the gate makes of it."
      aside={<PaceSelect />}
    >
      <div className="grid gap-3 lg:grid-cols-2">
        {DRILL_CARDS.map((card) => (
          <Panel key={card.name} title={card.title}>
            <div className="flex h-full flex-col items-start gap-3 text-sm">
              <p className="text-muted">{card.what}</p>
              <p>
                <span className="text-muted">Watch for: </span>
                {card.watch}
              </p>
              <div className="mt-auto">
                <DrillButton name={card.name} title={card.title} />
              </div>
            </div>
          </Panel>
        ))}
      </div>
    </Page>
  );
}

function DrillButton({ name, title }: { readonly name: Drill; readonly title: string }) {
  const drill = useAct('practice.drill');
  const say = useToast();
  const run = (): void =>
    drill.mutate(
      { name },
      {
        onSuccess: () => say('ok', `${title}: under way`, 'Watch the timeline and the approvals.'),
        onError: (error) => say('danger', 'The drill did not start', error.message),
      },
    );
  return (
    <Button busy={drill.isPending} onClick={run} aria-label={`Run drill: ${title}`}>
      Run drill
    </Button>
  );
}

function PaceSelect() {
  const [pace, setPace] = useState<Pace>('1');
  const set = useAct('practice.setSpeed');
  const say = useToast();
  const choose = (next: Pace): void => {
    const before = pace;
    setPace(next);
    set.mutate(
      { factor: Number(next) },
      {
        onError: (error) => {
          setPace(before);
          say('danger', 'The pace did not change', error.message);
        },
      },
    );
  };
  return (
    <div className="w-56">
      <Select label="Pace of the agents" value={pace} choices={PACES} onValue={choose} />
    </div>
  );
}
