// RefusedError: a refusal of the core as the error TanStack Query carries.

/** `message` is a sentence for the operator. `code` names the refusal, as in the contract. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** The operator closed the passphrase dialog: nothing was done, and nothing needs to be said. */
export const CANCELLED = 'cancelled';

/** The sentence to show for an error; null when there is nothing to say. */
export function refusalText(error: RefusedError | null | undefined): string | null {
  return !error || error.code === CANCELLED ? null : error.message;
}
