// Freshness: how old or new a request may be to be acted upon. Rule: docs/gate.md, section 7; `expiration` is NIP-40.
import type { UnixSeconds } from '../../shared/domain/time.ts';

/** Seconds by which a request may be older or newer than now. */
export const FRESH_SECONDS = 90;

/** Whether a request made at `createdAt`, and void from `expiresAt` on, may be acted upon. All in unix seconds. */
export const isFresh = (createdAt: number, expiresAt: UnixSeconds | null, now: UnixSeconds): boolean =>
  Math.abs(now - createdAt) <= FRESH_SECONDS && (expiresAt === null || now < expiresAt);
