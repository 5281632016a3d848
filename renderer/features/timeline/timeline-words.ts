// Timeline words: what levels and outcomes are called and which tone repeats them. Pure.
import type { AuditCategory, AuditLevel, AuditOutcome } from '../../../shared/domain/audit-entry.ts';
import type { Tone } from '../../ui/StatusChip.tsx';

export const OUTCOME_TONES: Readonly<Record<AuditOutcome, Tone>> = {
  asked: 'neutral',
  allowed: 'ok',
  held: 'warn',
  refused: 'danger',
  started: 'info',
  succeeded: 'ok',
  failed: 'danger',
  unknown: 'warn',
};

export const LEVEL_TONES: Readonly<Record<AuditLevel, Tone>> = {
  debug: 'neutral',
  info: 'neutral',
  warning: 'warn',
  error: 'danger',
  critical: 'danger',
};

export const LEVEL_LABELS: Readonly<Record<AuditLevel, string>> = {
  debug: 'All levels',
  info: 'From info',
  warning: 'From warning',
  error: 'From error',
  critical: 'Critical only',
};

export const CATEGORY_LABELS: Readonly<Record<AuditCategory, string>> = {
  payment: 'Payments',
  approval: 'Approvals',
  policy: 'Policies',
  agent: 'Agents',
  key: 'Keys',
  gate: 'Gate',
  node: 'Nodes',
  treasury: 'Treasury',
  access: 'Access',
  log: 'Log',
};

/** "2026-05-20 10:54:07", UTC: the audit view's only form of a moment. */
export const utcMoment = (at: number): string =>
  new Date(at * 1_000).toISOString().slice(0, 19).replace('T', ' ');
