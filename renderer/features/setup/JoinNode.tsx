// JoinNode: what the check found, to be compared before the node joins the fleet: who it is, which certificate, what the macaroon may.
import { useEffect, useRef, useState } from 'react';
import type { NodeReport } from '../../../shared/contract/setup.ts';
import { useHumanAct } from '../../bridge/queries.ts';
import { refusalText } from '../../bridge/refused-error.ts';
import { Address } from '../../ui/Address.tsx';
import { Amount } from '../../ui/Amount.tsx';
import { Button } from '../../ui/Button.tsx';
import { FencedInline } from '../../ui/Fenced.tsx';
import { TextInput } from '../../ui/Field.tsx';
import { groupDigits } from '../../ui/format.ts';
import { StatusChip } from '../../ui/StatusChip.tsx';
import { Fact } from '../nodes/Fact.tsx';
import { BakeLine } from './BakeLine.tsx';
import type { GivenNode } from './credentials.ts';

type JoinNodeProps = {
  readonly given: GivenNode;
  readonly report: NodeReport;
  readonly onJoined: (name: string) => void;
  readonly onBack: () => void;
};

export function JoinNode({ given, report, onJoined, onBack }: JoinNodeProps) {
  const [name, setName] = useState(report.knownAs ?? report.alias);
  const [tried, setTried] = useState(false);
  const add = useHumanAct('nodes.add');
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const refused = refusalText(add.error);
  return (
    <form
      noValidate
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (name.trim() === '' || add.isPending) return;
        add.mutate({ ...given, name: name.trim() }, { onSuccess: () => onJoined(name.trim()) });
      }}
    >
      <div className="flex items-center gap-3">
        <h3 ref={heading} tabIndex={-1} className="text-base font-semibold outline-none">
          {report.alias === '' ? 'The node' : <FencedInline text={report.alias} />} answers
        </h3>
        <StatusChip tone={report.network === 'mainnet' ? 'warn' : 'info'}>{report.network}</StatusChip>
        {report.synced ? (
          <StatusChip tone="ok">in step with the chain</StatusChip>
        ) : (
          <StatusChip tone="warn">catching up</StatusChip>
        )}
      </div>
      <Facts report={report} />
      <Rights report={report} />
      {report.knownAs !== null && (
        <p className="text-sm text-warn">
          This node is in the fleet already as “{report.knownAs}”. Joining renews its address, certificate and
          macaroon; its agents and history stay.
        </p>
      )}
      <div className="max-w-md">
        <TextInput
          label="Name by which you know it"
          value={name}
          onValue={setName}
          maxLength={200}
          error={
            (add.error?.code === 'name_taken' ? refused : null) ??
            (tried && name.trim() === '' ? 'Give it a name you will know it by.' : null)
          }
        />
      </div>
      {refused !== null && add.error?.code !== 'name_taken' && (
        <p
          role="alert"
          className="rounded-lg border border-danger/60 bg-danger/8 px-3.5 py-2.5 text-sm text-danger"
        >
          {refused}
        </p>
      )}
      <div className="flex items-center gap-3">
        <Button variant="primary" size="large" type="submit" busy={add.isPending}>
          {add.isPending
            ? 'Checking once more'
            : report.knownAs === null
              ? 'Join this node'
              : 'Renew this node'}
        </Button>
        <Button onClick={onBack} disabled={add.isPending}>
          Change what was given
        </Button>
      </div>
    </form>
  );
}

function Facts({ report }: { readonly report: NodeReport }) {
  const { active, inactive, pending } = report.channels;
  return (
    <dl className="grid grid-cols-1 gap-x-8 gap-y-3 md:grid-cols-3">
      <Fact name="Can send now">
        <Amount msat={report.spendableMsat} round="floor" />
      </Fact>
      <Fact name="Channels">
        {active} active{inactive > 0 && `, ${inactive} inactive`}
        {pending > 0 && `, ${pending} pending`}
      </Fact>
      <Fact name="LND">
        {report.version}, block {groupDigits(report.blockHeight)}
      </Fact>
      <Fact name="Public key, compare it with “lncli getinfo”" span="md:col-span-3">
        <Address text={report.publicKey} what="public key" />
      </Fact>
      <Fact name="Certificate that will be pinned, SHA-256" span="md:col-span-3">
        <Address text={report.tlsPin} what="certificate’s SHA-256" />
      </Fact>
    </dl>
  );
}

function Rights({ report }: { readonly report: NodeReport }) {
  return (
    <div className="flex flex-col gap-3">
      <div>
        <p className="text-2xs text-faint">With this macaroon the console may</p>
        <p className="mt-0.5 text-sm">{report.rights.join(' · ')}</p>
      </div>
      {report.excess.length > 0 && (
        <div
          role="alert"
          className="flex flex-col gap-2 rounded-lg border border-warn/60 bg-warn/8 px-3.5 py-3"
        >
          <p className="text-sm font-semibold text-warn">This macaroon can do more than the console needs</p>
          <p className="text-sm text-muted">Whoever gets hold of it could also:</p>
          <ul className="list-disc gap-x-8 pl-5 text-sm text-ink marker:text-warn sm:columns-2">
            {report.excess.map((deed) => (
              <li key={deed}>{deed}</li>
            ))}
          </ul>
          <BakeLine />
        </div>
      )}
      {report.warnings.map((warning) => (
        <p key={warning} className="border-l-2 border-warn pl-3 text-sm text-warn">
          {warning}
        </p>
      ))}
    </div>
  );
}
