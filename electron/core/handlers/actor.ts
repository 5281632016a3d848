// Who a call acts as in the audit log: the person at the console, by the door they came through.
import type { Caller } from '../../../shared/contract/call.ts';
import type { AuditActor } from '../../../shared/domain/audit-entry.ts';
import { ok, type Ok } from '../../../shared/domain/result.ts';

export const operator = (caller: Caller): AuditActor => ({ kind: 'operator', via: caller.via });

/** The answer of calls that tell nothing but that it was done. */
export const DONE: Ok<Record<never, never>> = ok({});
