// The node step: the form, or the node that is there already.
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useToast } from '../../ui/Toast.tsx';
import { Button } from '../../ui/Button.tsx';
import { NodeForm } from './NodeForm.tsx';
import type { Progress } from './SetupView.tsx';

export function NodeStep({ node, onward }: { readonly node: Progress['node']; readonly onward: () => void }) {
  const [another, setAnother] = useState(false);
  const say = useToast();
  if (node && !another)
    return (
      <div className="flex flex-col items-start gap-4">
        <p className="text-sm">
          <strong className="font-semibold">{node.name}</strong> is joined.{' '}
          <Link to="/nodes" className="text-accent underline underline-offset-2">
            See what it holds
          </Link>
        </p>
        <div className="flex gap-3">
          <Button variant="primary" onClick={onward}>
            Go on
          </Button>
          <Button onClick={() => setAnother(true)}>Join another node</Button>
        </div>
      </div>
    );
  return (
    <NodeForm
      {...(another ? { onCancel: () => setAnother(false) } : {})}
      onJoined={(name) => {
        say('ok', `${name} is joined`, 'The gate is comparing its payments now.');
        setAnother(false);
        onward();
      }}
    />
  );
}
