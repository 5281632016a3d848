// Everything that floats: each is opened by its button.
import { useState } from 'react';
import { Button } from '../../../renderer/ui/Button.tsx';
import { Dialog, Drawer } from '../../../renderer/ui/Dialog.tsx';
import { ReasonDialog } from '../../../renderer/ui/ReasonDialog.tsx';
import { useToast } from '../../../renderer/ui/Toast.tsx';
import { Case, Section } from './Section.tsx';

const IDLE = { isPending: false, error: null };
type Open = 'dialog' | 'wide' | 'reason' | 'drawer' | null;

export function Floats() {
  const [open, setOpen] = useState<Open>(null);
  const say = useToast();
  const close = (): void => setOpen(null);
  const onOpenChange = (next: boolean): void => {
    if (!next) close();
  };
  return (
    <Section title="What floats">
      <Case name="Dialogs, drawer, toasts">
        <div className="flex flex-wrap gap-2">
          <Button onClick={() => setOpen('dialog')}>Open dialog</Button>
          <Button onClick={() => setOpen('wide')}>Open wide dialog</Button>
          <Button onClick={() => setOpen('reason')}>Open reason</Button>
          <Button onClick={() => setOpen('drawer')}>Open drawer</Button>
          <Button onClick={() => say('ok', 'Shopper is frozen', '1 payment in flight finishes.')}>
            Say it is done
          </Button>
          <Button onClick={() => say('danger', 'Not frozen', 'The core did not answer.')}>
            Say it is not
          </Button>
        </div>
      </Case>
      {(open === 'dialog' || open === 'wide') && (
        <Dialog
          open
          width={open === 'wide' ? 'wide' : 'medium'}
          onOpenChange={onOpenChange}
          title="A dialog"
          description="What happens, what does not, and what to do next."
          footer={<Button onClick={close}>Close it</Button>}
        >
          <p className="text-sm">{'A long text. '.repeat(80)}</p>
        </Dialog>
      )}
      {open === 'reason' && (
        <ReasonDialog
          title="Freeze 12 agents"
          consequence="4 payments in flight, 61,300 sats, finish."
          verb="Freeze 12 agents"
          tone="danger"
          act={IDLE}
          onConfirm={close}
          onClose={close}
        />
      )}
      <Drawer open={open === 'drawer'} onOpenChange={onOpenChange} title="A drawer">
        <p className="text-sm">{'Details. '.repeat(60)}</p>
      </Drawer>
    </Section>
  );
}
