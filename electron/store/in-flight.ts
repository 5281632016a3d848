// What is open, as SQL: the states of docs/gate.md 4 that count against every limit although nothing has been booked yet, and those that wait.
import { IN_FLIGHT_STATES } from '../../shared/domain/spend.ts';

/** A condition on the column `state` of `spends`; the one the index `spends_live` was made with (migrations.ts). */
export const IN_FLIGHT = `state IN (${IN_FLIGHT_STATES.map((state) => `'${state}'`).join(', ')})`;

/** The same for what waits: held for a person, or granted. `spends_waiting` was made with it, and SQLite uses that index only where these very words stand. */
export const WAITING = `state IN ('held', 'granted')`;

/** Of what waits only what a person has to decide; by the same index. */
export const HELD = `${WAITING} AND state = 'held'`;
