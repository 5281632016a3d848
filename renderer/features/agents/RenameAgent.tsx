// RenameAgent: name and purpose, which a person sees and an agent cannot set.
import { useState } from 'react';
import type { AgentRow } from '../../../shared/contract/agents.ts';
import { useHumanAct } from '../../bridge/queries.ts';
import { refusalText } from '../../bridge/refused-error.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { TextArea, TextInput } from '../../ui/Field.tsx';

export function RenameAgent({ agent }: { readonly agent: AgentRow }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button variant="quiet" onClick={() => setOpen(true)}>
        Rename …
      </Button>
      {open && <Rename agent={agent} onClose={() => setOpen(false)} />}
    </>
  );
}

function Rename({ agent, onClose }: { readonly agent: AgentRow; readonly onClose: () => void }) {
  const [name, setName] = useState(agent.name);
  const [purpose, setPurpose] = useState(agent.purpose);
  const rename = useHumanAct('agents.rename');
  const ready = name.trim() !== '';
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={`Rename ${agent.name}`}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" type="submit" form="rename" busy={rename.isPending} disabled={!ready}>
            Save
          </Button>
        </>
      }
    >
      <form
        id="rename"
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready && !rename.isPending)
            rename.mutate({ id: agent.id, name, purpose }, { onSuccess: onClose });
        }}
      >
        <TextInput
          label="Name"
          value={name}
          onValue={setName}
          maxLength={200}
          autoFocus
          error={refusalText(rename.error)}
        />
        <TextArea label="Purpose" value={purpose} onValue={setPurpose} maxLength={1_000} rows={3} />
      </form>
    </Dialog>
  );
}
