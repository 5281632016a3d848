// AlertSpark: warnings and worse of the last 24 hours, by the hour: is it calming down or getting worse?
import { useState } from 'react';
import { useRead } from '../../bridge/queries.ts';
import { groupDigits } from '../../ui/format.ts';
import { Sparkline } from '../../ui/Sparkline.tsx';
import { hourly } from './hourly.ts';

const HOURS = 24;

export function AlertSpark() {
  // The hour it was opened in: a moving edge would be another question each second.
  const [until] = useState(() => (Math.floor(Date.now() / 3_600_000) + 1) * 3_600);
  const filter = {
    agentId: null,
    categories: [],
    outcomes: [],
    minLevel: 'warning' as const,
    from: until - HOURS * 3_600,
    to: null,
    text: '',
  };
  const answer = useRead('timeline.histogram', { filter, buckets: HOURS * 2 });
  if (!answer.data) return null;
  const counts = hourly(answer.data.buckets, until, HOURS);
  const total = counts.reduce((sum, count) => sum + count, 0);
  return (
    <Sparkline
      values={counts}
      tone="warn"
      width={60}
      label={`${groupDigits(total)} ${total === 1 ? 'alert' : 'alerts'} in the last 24 hours`}
    />
  );
}
