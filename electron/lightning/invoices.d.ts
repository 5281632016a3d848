// The package `invoices` ships no types; this is the part we use, as it behaves in 6.2.0.
declare module 'invoices' {
  export type ParsedPaymentRequest = {
    readonly id: string;
    readonly destination: string;
    readonly mtokens?: string;
    readonly description?: string;
    readonly description_hash?: string;
    readonly expires_at: string;
    readonly created_at: string;
    readonly is_expired: boolean;
    readonly network: string;
    readonly cltv_delta?: number;
    /** Blinded paths (bLIP 39). */
    readonly paths?: readonly unknown[];
  };
  export function parsePaymentRequest(args: { readonly request: string }): ParsedPaymentRequest;
  export type UnsignedRequest = {
    readonly hash: string;
    readonly hrp: string;
    readonly tags: readonly number[];
  };
  export function createUnsignedRequest(args: Readonly<Record<string, unknown>>): UnsignedRequest;
  export function createSignedRequest(args: {
    readonly destination: string;
    readonly hrp: string;
    readonly signature: string;
    readonly tags: readonly number[];
  }): { readonly request: string };
}
