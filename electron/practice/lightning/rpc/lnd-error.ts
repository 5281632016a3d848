// LndError: an answer of "no" in lnd's own words. Most lnd errors are plain Go errors and so carry code 2 (gRPC: UNKNOWN).
import { status } from '@grpc/grpc-js';

const CODES = {
  unknown: status.UNKNOWN,
  'invalid-argument': status.INVALID_ARGUMENT,
  'not-found': status.NOT_FOUND,
  'already-exists': status.ALREADY_EXISTS,
  unimplemented: status.UNIMPLEMENTED,
  unavailable: status.UNAVAILABLE,
  internal: status.INTERNAL,
} as const;

export class LndError extends Error {
  readonly code: status;
  readonly details: string;
  constructor(code: status, details: string) {
    super(details);
    this.name = 'LndError';
    this.code = code;
    this.details = details;
  }
}

export const lndError = (code: keyof typeof CODES, details: string): LndError =>
  new LndError(CODES[code], details);
