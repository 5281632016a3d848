// NodeForm: address, certificate and macaroon of a node, looked at live before anything is stored. Shared by set-up and Nodes.
import { useEffect, useRef, useState } from 'react';
import type { NodeReport } from '../../../shared/contract/setup.ts';
import { useHumanAct } from '../../bridge/queries.ts';
import { refusalText } from '../../bridge/refused-error.ts';
import { Button } from '../../ui/Button.tsx';
import { TextInput } from '../../ui/Field.tsx';
import { BakeLine } from './BakeLine.tsx';
import { fieldOf, looksLikeLndconnect, readLndconnect, type GivenNode } from './credentials.ts';
import { JoinNode } from './JoinNode.tsx';
import { PasteOrPick } from './PasteOrPick.tsx';

type NodeFormProps = {
  /** The node is joined, under this name. Whatever was given is forgotten when the form goes. */
  readonly onJoined: (name: string) => void;
  readonly onCancel?: () => void;
};

const EMPTY: GivenNode = { socket: '', certificate: '', macaroon: '' };

export function NodeForm({ onJoined, onCancel }: NodeFormProps) {
  // SECURITY: the macaroon lives in this state and nowhere else in the page; it goes with the form.
  const [given, setGiven] = useState<GivenNode>(EMPTY);
  const [report, setReport] = useState<NodeReport | null>(null);
  return report ? (
    <JoinNode given={given} report={report} onJoined={onJoined} onBack={() => setReport(null)} />
  ) : (
    <Give given={given} onGiven={setGiven} onReport={setReport} {...(onCancel ? { onCancel } : {})} />
  );
}

type GiveProps = {
  readonly given: GivenNode;
  readonly onGiven: (given: GivenNode) => void;
  readonly onReport: (report: NodeReport) => void;
  readonly onCancel?: () => void;
};

function Give({ given, onGiven, onReport, onCancel }: GiveProps) {
  const check = useHumanAct('setup.tryNode');
  const [tried, setTried] = useState(false);
  const socket = useRef<HTMLInputElement>(null);
  const certificate = useRef<HTMLTextAreaElement>(null);
  const macaroon = useRef<HTMLTextAreaElement>(null);
  const set = (change: Partial<GivenNode>): void => {
    // What was said is about what was there before.
    if (check.error) check.reset();
    onGiven({ ...given, ...change });
  };
  const refused = refusalText(check.error);
  const about = check.error && refused !== null ? fieldOf(check.error.code) : null;
  const said = (field: keyof GivenNode, missing: string): string | null =>
    about === field ? refused : tried && given[field].trim() === '' ? missing : null;

  useEffect(() => {
    const fields = { socket, certificate, macaroon };
    if (about) fields[about].current?.focus();
  }, [about, check.error]);

  return (
    <form
      noValidate
      className="flex flex-col gap-4"
      aria-label="How to reach the node"
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (check.isPending) return;
        const first = (
          [
            ['socket', socket],
            ['certificate', certificate],
            ['macaroon', macaroon],
          ] as const
        ).find(([field]) => given[field].trim() === '');
        if (first) first[1].current?.focus();
        else check.mutate(given, { onSuccess: onReport });
      }}
    >
      <div className="grid items-start gap-4 xl:grid-cols-2">
        <Lndconnect onRead={set} />
        <TextInput
          ref={socket}
          label="Address and port of its gRPC"
          value={given.socket}
          onValue={(text) => set({ socket: text })}
          maxLength={300}
          mono
          placeholder="10.0.0.5:10009"
          error={said('socket', 'The machine and the port, for example 10.0.0.5:10009.')}
        />
      </div>
      <div className="grid items-start gap-4 xl:grid-cols-2">
        <PasteOrPick
          inputRef={certificate}
          label="TLS certificate"
          value={given.certificate}
          onValue={(text) => set({ certificate: text })}
          accept=".cert,.pem,.crt,.cer,.der"
          rows={4}
          placeholder="-----BEGIN CERTIFICATE-----"
          hint="LND keeps it in tls.cert. It is pinned: no other certificate is ever accepted for this node."
          error={said('certificate', 'The content of tls.cert, or the file itself.')}
        />
        <PasteOrPick
          inputRef={macaroon}
          label="Macaroon"
          value={given.macaroon}
          onValue={(text) => set({ macaroon: text })}
          accept=".macaroon"
          rows={4}
          placeholder="0201036c6e64…"
          hint="The file, hex or base64. It is kept in the vault and never shown again."
          error={said('macaroon', 'The macaroon file, or its content as hex or base64.')}
        />
      </div>
      <details className="text-sm">
        <summary className="w-fit rounded text-muted hover:text-ink">
          No macaroon for this console yet?
        </summary>
        <div className="mt-2">
          <BakeLine />
        </div>
      </details>
      {refused !== null && about === null && (
        <p
          role="alert"
          className="rounded-lg border border-danger/60 bg-danger/8 px-3.5 py-2.5 text-sm text-danger"
        >
          {refused}
        </p>
      )}
      <div className="flex items-center gap-3">
        <Button variant="primary" size="large" type="submit" busy={check.isPending}>
          {check.isPending ? 'Asking the node' : 'Check the node'}
        </Button>
        {onCancel && <Button onClick={onCancel}>Cancel</Button>}
        <span className="text-xs text-faint" role="status">
          {check.isPending ? 'Up to 11 seconds where nobody answers.' : 'Nothing is stored by checking.'}
        </span>
      </div>
    </form>
  );
}

/** One address that carries all three: pasted here, it fills in the fields below and is forgotten. */
function Lndconnect({ onRead }: { readonly onRead: (given: GivenNode) => void }) {
  const [text, setText] = useState('');
  const [read, setRead] = useState<'no' | 'whole' | 'no-certificate'>('no');
  const [wrong, setWrong] = useState<string | null>(null);
  const take = (value: string): void => {
    setRead('no');
    if (value.trim() === '' || !looksLikeLndconnect(value)) {
      setText(value);
      setWrong(
        value.trim() === ''
          ? null
          : 'An lndconnect address begins with lndconnect://. Nothing was filled in. Without one, fill in the other fields.',
      );
      return;
    }
    const given = readLndconnect(value);
    setText(typeof given === 'string' ? value : '');
    setWrong(typeof given === 'string' ? given : null);
    if (typeof given === 'string') return;
    setRead(given.certificate === '' ? 'no-certificate' : 'whole');
    onRead(given);
  };
  return (
    <TextInput
      label="lndconnect address, if you have one"
      value={text}
      onValue={take}
      maxLength={20_000}
      mono
      placeholder="lndconnect://"
      error={wrong}
      hint={
        <span role="status">
          {read === 'whole'
            ? 'Read: address, certificate and macaroon are filled in.'
            : read === 'no-certificate'
              ? 'Read: it carries no certificate. Add the content of tls.cert.'
              : 'It carries the other three; paste it and they fill in.'}
        </span>
      }
    />
  );
}
