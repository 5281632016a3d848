// Meter: a gauge small enough for a table row: the bar alone, its words for screen readers and on hover.
import { useDisplay } from './display.ts';
import { gaugeWords, meterRole } from './Gauge.tsx';
import { BarShape } from './GaugeShapes.tsx';
import { gaugeShares } from './gauge-geometry.ts';

type MeterProps = {
  /** Msat, decimal. */
  readonly usedMsat: string;
  readonly reservedMsat: string;
  readonly limitMsat: string | null;
  readonly label: string;
};

export function Meter({ label, ...amounts }: MeterProps) {
  const { hideBalances, unit } = useDisplay();
  const shares = gaugeShares(amounts.usedMsat, amounts.reservedMsat, amounts.limitMsat);
  const words = gaugeWords(amounts, shares, hideBalances, 'msat', unit);
  return (
    <div {...meterRole(label, words, hideBalances ? null : shares)} title={words} className="w-full">
      <BarShape shares={shares} marks={false} />
    </div>
  );
}
