// Relays: over which the agents ask, whether they answer, and which ones new connections get.
import { useState } from 'react';
import type { Value } from '../../bridge/client.ts';
import { useHumanAct, useRead } from '../../bridge/queries.ts';
import { refusalText } from '../../bridge/refused-error.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import type { NamedField } from '../../ui/csv.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { TextArea } from '../../ui/Field.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { QueryView } from '../../ui/QueryView.tsx';
import { RowsExport } from '../../ui/RowsExport.tsx';
import { Lamp } from '../../ui/StatusChip.tsx';
import { Age } from '../../ui/Time.tsx';
import { useToast } from '../../ui/Toast.tsx';
import { relayUrls } from './relay-urls.ts';

type Relay = Value<'relays.get'>['relays'][number];

const stateOf = ({ connected, used }: Relay): string =>
  connected ? 'connected' : used ? 'no connection' : 'no agent uses it yet';

const FIELDS: readonly NamedField<Relay>[] = [
  { name: 'Address', kind: 'text', of: (relay) => relay.url },
  { name: 'State', kind: 'text', of: stateOf },
  { name: 'Since', kind: 'time', of: (relay) => relay.since },
  { name: 'Note', kind: 'text', of: (relay) => relay.note },
];

export function RelaysPanel() {
  const relays = useRead('relays.get', {}, { every: 10_000 });
  const [editing, setEditing] = useState(false);
  const rows = relays.data?.relays ?? [];
  const tools = (
    <span className="-mr-2 flex items-center gap-1">
      {rows.length > 0 && <RowsExport table="relays" what="relays" fields={FIELDS} rows={rows} />}
      <Button size="small" variant="quiet" disabled={!relays.data} onClick={() => setEditing(true)}>
        Change
      </Button>
    </span>
  );
  return (
    <Panel title="Relays" aside={tools} body="flush">
      <QueryView query={relays} what="the relays" skeleton={3}>
        {(value) =>
          value.relays.length === 0 ? (
            <EmptyState
              title="No relay yet"
              why="Agents reach the gate over Nostr relays. Without one nobody can ask for anything."
              action={<Button onClick={() => setEditing(true)}>Add relays</Button>}
            />
          ) : (
            <ul>
              {value.relays.map((relay) => (
                <li key={relay.url} className="border-b border-line px-3.5 py-2 last:border-0">
                  <div className="grid grid-cols-[minmax(0,1fr)_12rem] items-center gap-4">
                    <span className="truncate font-mono text-xs" title={relay.url}>
                      {relay.url}
                    </span>
                    <span className="text-xs">
                      <Lamp tone={relay.connected ? 'ok' : relay.used ? 'warn' : 'neutral'}>
                        {stateOf(relay)}
                        {relay.since !== null && (
                          <span className="text-faint">
                            for <Age since={relay.since} />
                          </span>
                        )}
                      </Lamp>
                    </span>
                  </div>
                  {relay.note !== '' && <p className="text-xs text-warn">{relay.note}</p>}
                </li>
              ))}
            </ul>
          )
        }
      </QueryView>
      {editing && relays.data && (
        <EditRelays urls={relays.data.relays.map(({ url }) => url)} onClose={() => setEditing(false)} />
      )}
    </Panel>
  );
}

function EditRelays({ urls, onClose }: { readonly urls: readonly string[]; readonly onClose: () => void }) {
  const [text, setText] = useState(urls.join('\n'));
  const set = useHumanAct('relays.set');
  const say = useToast();
  const read = relayUrls(text);
  const wrong = typeof read === 'string' ? read : refusalText(set.error);
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="Relays for new connections"
      description="Connections made from now on are told these relays. Agents that are paired already keep theirs."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            busy={set.isPending}
            disabled={typeof read === 'string'}
            onClick={() => {
              if (typeof read === 'string') return;
              set.mutate(
                { urls: [...read] },
                {
                  onSuccess: () => {
                    say('ok', 'The relays are stored');
                    onClose();
                  },
                },
              );
            }}
          >
            Store{' '}
            {typeof read === 'string' ? 'relays' : `${read.length} ${read.length === 1 ? 'relay' : 'relays'}`}
          </Button>
        </>
      }
    >
      <TextArea
        label="One address on each line"
        value={text}
        onValue={setText}
        mono
        rows={5}
        autoFocus
        placeholder="wss://relay.example.org"
        error={wrong}
      />
    </Dialog>
  );
}
