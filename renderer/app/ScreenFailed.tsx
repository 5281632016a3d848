// What is shown when a screen has a bug, or when there is no such screen.
import { Link, type ErrorComponentProps } from '@tanstack/react-router';
import { Button } from '../ui/Button.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';

export function ScreenFailed({ error, reset }: ErrorComponentProps) {
  return (
    <div role="alert" className="h-full">
      <EmptyState
        title="This screen failed"
        why={`The window has a fault (${error instanceof Error ? error.message : String(error)}). The gate does not depend on it: agents are served by policy as before.`}
        action={<Button onClick={reset}>Show it again</Button>}
      />
    </div>
  );
}

export function NotHere() {
  return (
    <EmptyState
      title="There is no such screen"
      why="The link leads nowhere. Nothing was changed."
      action={
        <Link to="/" className="text-accent hover:underline">
          Go to the overview
        </Link>
      }
    />
  );
}
