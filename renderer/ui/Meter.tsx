// Meter: a gauge small enough for a table row: the bar alone, its words for screen readers and on hover.
import { useDisplay } from './display.ts';
import { gaugeWords } from './Gauge.tsx';
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
  const { hideBalances } = useDisplay();
  const shares = gaugeShares(amounts.usedMsat, amounts.reservedMsat, amounts.limitMsat);
  const words = gaugeWords(amounts, shares, hideBalances);
  return (
    <div
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.min(100, shares.percent ?? 0)}
      aria-valuetext={words}
      title={words}
      className="w-full"
    >
      <BarShape shares={shares} marks={false} />
    </div>
  );
}
