// About: versions, places, licences, and what this console is and is not good for. One button copies what a report of a fault needs.
import { useEffect, useState, type ReactNode } from 'react';
import type { Value } from '../../bridge/client.ts';
import { useRead } from '../../bridge/queries.ts';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { CopyText } from '../../ui/CopyText.tsx';
import { groupDigits } from '../../ui/format.ts';
import { Page, Panel } from '../../ui/Panel.tsx';
import { QueryView } from '../../ui/QueryView.tsx';
import { chromiumVersion } from './chromium-version.ts';
import { LicencesPanel } from './LicencesPanel.tsx';
import { DOES_NOT_PROTECT, PROTECTS } from './protection.ts';

type Program = Value<'about.program'>;

const SHELLS = {
  electron: 'Electron',
  chromium: 'a Chromium of this machine',
  headless: 'no window',
} as const;

/** The page asks its own browser where the core does not know it. */
function useChromium(program: Program | undefined): string {
  const [seen, setSeen] = useState('');
  useEffect(() => {
    void chromiumVersion().then(setSeen);
  }, []);
  return program?.chromium ?? (seen === '' ? 'not known' : seen);
}

export function AboutView() {
  const program = useRead('about.program', {});
  const status = useRead('app.status', {});
  const network = useRead('fleet.network', {});
  const log = useRead('timeline.log', {});
  const chromium = useChromium(program.data);
  const facts = program.data ? factsOf(program.data, chromium) : [];
  return (
    <Page
      title="About Portcullis"
      lead="The console between your agents and your money. MIT licence."
      aside={
        program.data && (
          <CopyButton
            text={facts.map(([name, value]) => `${name}: ${value}`).join('\n')}
            what="all of it"
            withLabel
          />
        )
      }
    >
      <div className="grid gap-3 lg:grid-cols-2">
        <Panel title="This program">
          <QueryView query={program} what="the versions" skeleton={8}>
            {() => (
              <dl className="grid grid-cols-[8rem_1fr] gap-y-2 text-sm">
                {facts.map(([name, value]) => (
                  <Row key={name} name={name}>
                    <span className={name === 'Data folder' ? 'font-mono text-xs wrap-anywhere' : ''}>
                      {value}
                    </span>
                  </Row>
                ))}
                <Row name="Fleet">
                  {status.data?.fleet === 'practice' ? 'practice, pretend money' : 'real'}
                  {network.data && `, ${network.data.network}`}
                </Row>
                <Row name="Head of the log">
                  {log.data ? (
                    <span className="flex flex-col">
                      <CopyText text={log.data.headHash} what="hash of the newest entry" />
                      <span className="text-xs text-faint">
                        entry {groupDigits(log.data.entries)}. Kept elsewhere, it proves later that nothing
                        before it was changed.
                      </span>
                    </span>
                  ) : (
                    'not known yet'
                  )}
                </Row>
              </dl>
            )}
          </QueryView>
        </Panel>
        <Panel title="What it is good for">
          <Claims title="It protects against" claims={PROTECTS} mark="text-ok" />
          <Claims title="It does not protect against" claims={DOES_NOT_PROTECT} mark="text-warn" />
        </Panel>
        <div className="lg:col-span-2">
          <LicencesPanel />
        </div>
      </div>
    </Page>
  );
}

const factsOf = (program: Program, chromium: string): readonly (readonly [string, string])[] => [
  ['Portcullis', `${program.version}, shown by ${SHELLS[program.shell]}`],
  ...(program.electron === null ? [] : [['Electron', program.electron] as const]),
  ['Chromium', chromium],
  ['Node', `${program.node}, V8 ${program.v8}`],
  ['OpenSSL', program.openssl],
  ['SQLite', program.sqlite],
  ['Platform', program.platform],
  ['Data folder', program.dataFolder],
];

function Row({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt className="text-faint">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  );
}

function Claims({
  title,
  claims,
  mark,
}: {
  readonly title: string;
  readonly claims: readonly string[];
  readonly mark: string;
}) {
  return (
    <div className="not-first:mt-4">
      <h3 className={`text-sm font-semibold ${mark}`}>{title}</h3>
      <ul className="mt-1.5 list-disc space-y-1 pl-5 text-sm text-muted marker:text-faint">
        {claims.map((claim) => (
          <li key={claim}>{claim}</li>
        ))}
      </ul>
    </div>
  );
}
