// Audit entry: one line of the tamper-evident log. Fields: guide section 8 (level, category, action, actor, details, outcome, correlation).

/** Severity by the guide's scale. */
export const AUDIT_LEVELS = ['debug', 'info', 'warning', 'error', 'critical'] as const;
export type AuditLevel = (typeof AUDIT_LEVELS)[number];

export const AUDIT_CATEGORIES = [
  'payment',
  'approval',
  'policy',
  'agent',
  'key',
  'gate',
  'node',
  'treasury',
  'access',
  'log',
] as const;
export type AuditCategory = (typeof AUDIT_CATEGORIES)[number];

export const AUDIT_OUTCOMES = [
  'asked',
  'allowed',
  'held',
  'refused',
  'started',
  'succeeded',
  'failed',
  'unknown',
] as const;
export type AuditOutcome = (typeof AUDIT_OUTCOMES)[number];

/** Who acted. `operator` is the person at the console; `gate` is the console itself. */
export type AuditActor =
  | { readonly kind: 'agent'; readonly id: string }
  | { readonly kind: 'operator'; readonly via: 'window' | 'control' }
  | { readonly kind: 'gate' }
  | { readonly kind: 'node'; readonly id: string };

/** JSON without numbers that could be money: amounts are decimal msat text under keys that end in `Msat`. */
export type AuditBody = { readonly [key: string]: AuditValue };
export type AuditValue = string | number | boolean | null | readonly AuditValue[] | AuditBody;

export type NewAuditEntry = {
  readonly level: AuditLevel;
  readonly category: AuditCategory;
  /** A verb in kebab-case: `request`, `decide`, `hold`, `approve`, `deny`, `dispatch`, `settle`, `freeze`, … */
  readonly action: string;
  readonly actor: AuditActor;
  readonly outcome: AuditOutcome;
  /** The agent this is about, for filters; null when it is about the console. */
  readonly agentId: string | null;
  /** Joins request, decision, approval and payment: the spend's id, or the request's event id where there is no spend. */
  readonly correlation: string | null;
  /** One sentence a person can read in the list. Never holds a secret; destinations shortened. */
  readonly summary: string;
  readonly body: AuditBody;
};

/** What is hashed (RFC 8785 canonical JSON, SHA-256). `prev` of entry 1 is 64 zeros. */
export type AuditEntry = NewAuditEntry & {
  readonly v: 1;
  readonly seq: number;
  /** Unix seconds. */
  readonly at: number;
  readonly prev: string;
};

export const FIRST_PREVIOUS_HASH = '0'.repeat(64);
