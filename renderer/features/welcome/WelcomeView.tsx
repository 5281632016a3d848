// Welcome: the two ways in.
import { FlaskConical, KeyRound, type LucideIcon } from 'lucide-react';
import { useAct } from '../../bridge/queries.ts';
import { Doorway } from '../../app/Doorway.tsx';
import { Button } from '../../ui/Button.tsx';

export function WelcomeView() {
  const explore = useAct('app.explorePractice');
  const setUp = useAct('app.setUpFleet');
  const refused = explore.error ?? setUp.error;
  return (
    <Doorway
      wide
      title="Portcullis stands between your agents and your money"
      lead="Agents ask over Nostr Wallet Connect. The gate pays what your limits allow, refuses what they forbid, and holds the rest for you."
    >
      <div className="grid gap-4 sm:grid-cols-2">
        <Way
          icon={FlaskConical}
          title="Explore the practice fleet"
          lines={[
            'Six agents, three nodes and a relay run on this machine, on pretend money.',
            'Everything works: limits, approvals, freezing, the log.',
            'Kept apart from a real fleet, marked PRACTICE on every screen.',
          ]}
          action={
            <Button
              variant="primary"
              size="large"
              wide
              busy={explore.isPending}
              disabled={setUp.isPending}
              onClick={() => explore.mutate({})}
            >
              Explore the practice fleet
            </Button>
          }
        />
        <Way
          icon={KeyRound}
          title="Set up my fleet"
          lines={[
            'Choose the passphrase of your vault.',
            'Join your Lightning node with a macaroon that can pay and no more.',
            'Add the first agent and its limits, and pair it.',
          ]}
          action={
            <Button
              size="large"
              wide
              busy={setUp.isPending}
              disabled={explore.isPending}
              onClick={() => setUp.mutate({})}
            >
              Set up my fleet
            </Button>
          }
        />
      </div>
      <p role="alert" className="mt-4 min-h-5 text-sm text-danger">
        {refused?.message}
      </p>
    </Doorway>
  );
}

type WayProps = {
  readonly icon: LucideIcon;
  readonly title: string;
  readonly lines: readonly string[];
  readonly action: React.ReactNode;
};

function Way({ icon: Icon, title, lines, action }: WayProps) {
  return (
    <section className="flex flex-col rounded-panel border border-line bg-panel p-5">
      <Icon size={20} strokeWidth={1.75} className="text-accent" aria-hidden />
      <h2 className="mt-3 text-base font-semibold">{title}</h2>
      <ul className="mt-2 mb-5 flex flex-1 list-disc flex-col gap-1.5 pl-4 text-sm text-muted marker:text-faint">
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      {action}
    </section>
  );
}
