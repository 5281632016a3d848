// About: what this console is, and the head of its log to write down elsewhere.
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useRead } from '../../bridge/queries.ts';
import { CopyText } from '../../ui/CopyText.tsx';
import { groupDigits } from '../../ui/format.ts';
import { Panel } from '../../ui/Panel.tsx';
import { QueryView } from '../../ui/QueryView.tsx';

const SHELLS = { electron: 'Electron', chromium: 'Chromium', headless: 'no window' } as const;

export function AboutPanel() {
  const status = useRead('app.status', {});
  const log = useRead('timeline.log', {});
  const network = useRead('fleet.network', {});
  return (
    <Panel
      title="About"
      aside={
        <Link to="/about" className="text-accent hover:underline">
          Versions and licences
        </Link>
      }
    >
      <QueryView query={status} what="the version" skeleton={3}>
        {({ version, shell, fleet }) => (
          <dl className="grid grid-cols-[8rem_1fr] gap-y-1.5 text-sm">
            <Row name="Portcullis">
              {version}, shown by {SHELLS[shell]}
            </Row>
            <Row name="Fleet">{fleet === 'practice' ? 'practice, pretend money' : 'real'}</Row>
            <Row name="Network">{network.data?.network ?? 'not known yet'}</Row>
            <Row name="Head of the log">
              {log.data ? (
                <span className="flex flex-col">
                  <CopyText text={log.data.headHash} what="hash of the newest entry" />
                  <span className="text-xs text-faint">
                    entry {groupDigits(log.data.entries)}. Kept elsewhere, it proves later that nothing before
                    it was changed.
                  </span>
                </span>
              ) : (
                'not known yet'
              )}
            </Row>
            <Row name="Licence">MIT</Row>
          </dl>
        )}
      </QueryView>
    </Panel>
  );
}

function Row({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt className="text-faint">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  );
}
