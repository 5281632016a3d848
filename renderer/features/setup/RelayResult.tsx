// RelayResult: what a trial of one relay found, with how long each part took.
import type { RelayReport } from '../../../shared/contract/setup.ts';
import type { RefusedError } from '../../bridge/refused-error.ts';
import { StatusChip } from '../../ui/StatusChip.tsx';

export type Trial = 'running' | RelayReport | RefusedError;

export function RelayResult({ url, trial }: { readonly url: string; readonly trial: Trial }) {
  const failed = trial instanceof Error;
  const report = trial === 'running' || failed ? null : trial;
  return (
    <li>
      <div className="px-3.5 py-2.5" role="status" aria-label={url}>
        <div className="flex items-center justify-between gap-4">
          <span className="truncate font-mono text-xs" title={url}>
            {url}
          </span>
          {trial === 'running' ? (
            <StatusChip tone="info">trying</StatusChip>
          ) : report?.fits === true ? (
            <StatusChip tone="ok">serves</StatusChip>
          ) : (
            <StatusChip tone="danger">does not serve</StatusChip>
          )}
        </div>
        {report && <Times report={report} />}
        {failed && <p className="mt-1 text-sm text-danger">{trial.message}</p>}
        {report && report.sentence !== '' && <p className="mt-1 text-sm text-danger">{report.sentence}</p>}
        {report?.says && (
          <p className="mt-1 text-xs text-faint">
            It calls itself {report.says.name === '' ? 'nothing' : `“${report.says.name}”`}
            {report.says.software !== '' && `, runs ${report.says.software} ${report.says.version}`}
            {report.says.limits.length > 0 && (
              <span className="text-warn"> and says that it {report.says.limits.join(', ')}</span>
            )}
            .
          </p>
        )}
      </div>
    </li>
  );
}

function Times({ report }: { readonly report: RelayReport }) {
  const parts = [
    ['connected', report.connectedMs],
    ['took the request', report.acceptedMs],
    ['gave it back', report.deliveredMs],
  ] as const;
  return (
    <p className="mt-1 flex flex-wrap gap-x-4 text-xs text-muted">
      {parts.map(([what, ms]) => (
        <span key={what} className={ms === null ? 'text-faint' : ''}>
          {what} {ms === null ? '–' : `${ms} ms`}
        </span>
      ))}
    </p>
  );
}
