// ChainSourceDialog: an Esplora of one's own, one's own LND node, or none. The core tries it before it stores it.
import { useState } from 'react';
import { WATCH_BAKE_LINE } from '../../../shared/domain/lnd-rights.ts';
import { LND_SOURCE_LIMITS } from '../../../shared/domain/treasury.ts';
import { useHumanAct, useRead } from '../../bridge/queries.ts';
import { refusalText } from '../../bridge/refused-error.ts';
import { Button } from '../../ui/Button.tsx';
import { ChoiceCards } from '../../ui/ChoiceCards.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { TextInput } from '../../ui/Field.tsx';
import { Select } from '../../ui/Select.tsx';
import { useToast } from '../../ui/Toast.tsx';
import type { TreasuryStatus } from './use-treasury.ts';

type Source = TreasuryStatus['chain']['source'];

type ChainSourceDialogProps = { readonly now: Source; readonly onClose: () => void };

export function ChainSourceDialog({ now, onClose }: ChainSourceDialogProps) {
  const [kind, setKind] = useState<Source['kind']>(now.kind === 'none' ? 'esplora' : now.kind);
  const [url, setUrl] = useState(now.kind === 'esplora' ? now.url : '');
  const nodes = useRead('nodes.list', {});
  const [picked, setPicked] = useState(now.kind === 'lnd' ? now.nodeId : '');
  const nodeId = picked || (nodes.data?.nodes[0]?.id ?? '');
  const set = useHumanAct('treasury.setChainSource');
  const say = useToast();
  const wrongUrl = url.trim() !== '' && !/^https?:\/\/[^\s/]+/i.test(url.trim());
  const source: Source | null =
    kind === 'none'
      ? { kind }
      : kind === 'esplora'
        ? url.trim() === '' || wrongUrl
          ? null
          : { kind, url: url.trim() }
        : nodeId === ''
          ? null
          : { kind, nodeId };
  const refusal = refusalText(set.error);
  return (
    <Dialog
      open
      width="wide"
      onOpenChange={onClose}
      title="Chain source"
      description="Whoever answers sees every address asked for. Ask an index of your own, not a public one. It is asked which chain it serves before it is stored."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            type="submit"
            form="chain-source"
            busy={set.isPending}
            disabled={source === null}
          >
            {kind === 'none' ? 'Use none' : 'Try and use it'}
          </Button>
        </>
      }
    >
      <form
        id="chain-source"
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (source && !set.isPending)
            set.mutate(
              { source },
              {
                onSuccess: () => {
                  say('ok', source.kind === 'none' ? 'No chain source is used' : 'The chain source answers');
                  onClose();
                },
              },
            );
        }}
      >
        <ChoiceCards
          label="Where balances and confirmations come from"
          value={kind}
          onValue={setKind}
          columns={3}
          cards={[
            {
              value: 'esplora',
              title: 'My own Esplora',
              text: 'electrs or Esplora over HTTP. Knows the history of every address.',
            },
            {
              value: 'lnd',
              title: 'My own LND node',
              text: 'Watches accounts that were made here, from the day they were made.',
            },
            {
              value: 'none',
              title: 'None',
              text: 'Nothing is asked. Balances are unknown; receiving addresses and signing still work.',
            },
          ]}
        />
        {kind === 'esplora' && (
          <TextInput
            label="Address of the API"
            value={url}
            onValue={setUrl}
            mono
            maxLength={500}
            placeholder="http://127.0.0.1:3002"
            hint="The address under which /blocks/tip/height answers."
            error={wrongUrl ? 'An address that begins with http:// or https://.' : refusal}
          />
        )}
        {kind === 'lnd' &&
          (nodes.data?.nodes.length === 0 ? (
            <p className="text-sm text-warn">No node is joined yet. Add one under Nodes first.</p>
          ) : (
            <div className="flex flex-col gap-3">
              <Select
                label="Node"
                value={nodeId}
                onValue={setPicked}
                choices={(nodes.data?.nodes ?? []).map(({ id, name }) => ({ value: id, label: name }))}
              />
              <p className="text-sm text-warn">{LND_SOURCE_LIMITS}</p>
              <div className="text-xs text-muted">
                <p className="mb-1">
                  Its macaroon must let the console watch accounts. On the node’s machine, then renew the node
                  with it:
                </p>
                <p className="flex items-start gap-2">
                  <code className="min-w-0 flex-1 truncate font-mono select-text">{WATCH_BAKE_LINE}</code>
                  <CopyButton text={WATCH_BAKE_LINE} what="the line that bakes the macaroon" />
                </p>
              </div>
            </div>
          ))}
        {kind !== 'esplora' && refusal !== null && (
          <p role="alert" className="text-sm text-danger">
            {refusal}
          </p>
        )}
      </form>
    </Dialog>
  );
}
