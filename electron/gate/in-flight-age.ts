// In-flight age: a payment that is on its way for long is money that nobody can use and a channel that may have to be closed for it.
// The operator hears of it once, however its HTLCs stand; expiry-alarm.ts tells when they are about to expire.
import type { SpendId } from '../../shared/domain/ids.ts';
import type { Ledger } from './ledger.ts';

/** Seconds after which a payment in flight is worth a word: most end within one. Own default. */
export const LONG_IN_FLIGHT_SECONDS = 1_800;

/** Returns the check, to be made at every round. */
export function createInFlightAge({ audit, clock, entries, spends, write }: Ledger): () => void {
  // In memory only: after a start a payment that is still on its way is worth one more word.
  const told = new Set<SpendId>();
  return () => {
    const now = clock.now();
    const open = spends.inFlight();
    for (const id of told) if (!open.some((spend) => spend.id === id)) told.delete(id);
    for (const spend of open) {
      const age = now - (spend.reservedAt ?? spend.askedAt);
      // Whoever has looked at it by hand knows.
      if (age < LONG_IN_FLIGHT_SECONDS || spend.checked || told.has(spend.id)) continue;
      write(
        () =>
          void audit.append(
            now,
            entries.step(spend, {
              level: 'error',
              category: 'payment',
              action: 'long-in-flight',
              outcome: 'unknown',
              summary: `on its way for ${Math.floor(age / 60)} minutes; it stays reserved and counts until the node says how it ended`,
              body: { ageSeconds: age },
            }),
          ),
      );
      told.add(spend.id);
    }
  };
}
