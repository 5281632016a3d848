// WithTheTotals: said by a panel whose figures come with the fleet's totals when those did not come: one failure, one alarm, one button.

export function WithTheTotals() {
  return (
    <p className="py-1 text-sm text-faint">
      Not known: it comes with the fleet’s totals, and they did not come.
    </p>
  );
}
