// SavePolicy: what changes, before and after, which of it gives the agent more room, and why.
import type { PolicyText } from '../../../shared/contract/values.ts';
import { useHumanAct } from '../../bridge/queries.ts';
import { useDisplay } from '../../ui/display.ts';
import { maskAmounts } from '../../ui/format.ts';
import { ReasonDialog } from '../../ui/ReasonDialog.tsx';
import { StatusChip } from '../../ui/StatusChip.tsx';
import { useToast } from '../../ui/Toast.tsx';
import { policyChanges, type PolicyChange } from './policy-changes.ts';
import { warningsOf } from './policy-form.ts';

type SavePolicyProps = {
  readonly agentId: string;
  readonly agentName: string;
  readonly version: number;
  readonly before: PolicyText;
  readonly after: PolicyText;
  readonly onClose: () => void;
  readonly onSaved: (version: number) => void;
};

export function SavePolicy({
  agentId,
  agentName,
  version,
  before,
  after,
  onClose,
  onSaved,
}: SavePolicyProps) {
  const save = useHumanAct('agents.setPolicy');
  const say = useToast();
  const changes = policyChanges(before, after);
  const looser = changes.filter((change) => change.direction === 'looser').length;
  return (
    <ReasonDialog
      width="wide"
      title={`New limits for ${agentName}`}
      consequence={
        looser === 0
          ? 'They hold from the next request on. Nothing gets looser.'
          : `They hold from the next request on. ${looser === 1 ? '1 limit gets' : `${looser} limits get`} looser: the agent may do more without a person.`
      }
      verb={`Save ${changes.length === 1 ? '1 change' : `${changes.length} changes`}`}
      tone="primary"
      act={save}
      missing={changes.length === 0 ? 'Nothing was changed: close this and change a limit.' : null}
      onClose={onClose}
      onConfirm={(reason) =>
        save.mutate(
          { id: agentId, expectedVersion: version, policy: after, reason },
          {
            onSuccess: (saved) => {
              say('ok', `The limits of ${agentName} are now version ${saved.version}`);
              onSaved(saved.version);
            },
          },
        )
      }
    >
      <table className="w-full text-sm">
        <thead className="text-2xs text-muted">
          <tr className="border-b border-line text-left">
            <th scope="col" className="py-1.5 font-medium">
              Limit
            </th>
            <th scope="col" className="py-1.5 text-right font-medium">
              before
            </th>
            <th scope="col" className="py-1.5 pl-4 text-right font-medium">
              after
            </th>
            <th scope="col" className="w-22 py-1.5 pl-4 font-medium">
              <span className="sr-only">Direction</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {changes.map((change) => (
            <tr key={change.label} className="h-row border-b border-line">
              <th scope="row" className="text-left font-medium">
                {change.label}
              </th>
              <td className="text-right text-muted">
                <Words change={change} text={change.before} />
              </td>
              <td className="pl-4 text-right font-medium">
                <Words change={change} text={change.after} />
              </td>
              <td className="pl-4">
                {change.direction === 'looser' && <StatusChip tone="warn">looser</StatusChip>}
                {change.direction === 'tighter' && <StatusChip tone="ok">tighter</StatusChip>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <Contradictions policy={after} />
    </ReasonDialog>
  );
}

function Words({ change, text }: { readonly change: PolicyChange; readonly text: string }) {
  const { hideBalances } = useDisplay();
  return <>{hideBalances && change.isAmount ? maskAmounts(text) : text}</>;
}

function Contradictions({ policy }: { readonly policy: PolicyText }) {
  const warnings = warningsOf(policy);
  if (warnings.length === 0) return null;
  return (
    <ul className="flex flex-col gap-1 border-l-2 border-warn pl-3 text-xs text-warn">
      {warnings.map(({ sentence }) => (
        <li key={sentence}>{sentence}</li>
      ))}
    </ul>
  );
}
