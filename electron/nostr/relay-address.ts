// Relay address: which URLs a relay may have. TLS always, plain text only on this machine.
import { ok, refuse, type Result } from '../../shared/domain/result.ts';

declare const brand: unique symbol;
/** A normalised relay URL that passed the rule. */
export type RelayAddress = string & { readonly [brand]: 'RelayAddress' };

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Reads a relay URL: wss only, ws only for loopback hosts, no user name or password in it. `message` is for the operator. */
export function relayAddress(text: string): Result<RelayAddress, 'bad_relay'> {
  const url = URL.parse(text.trim());
  if (!url || !url.hostname) return refuse('bad_relay', 'This is not a relay address. Use wss://….');
  if (url.username || url.password || url.hash)
    return refuse('bad_relay', 'A relay address must not carry a name, a password or a fragment.');
  // SECURITY: over ws anyone on the path sees who asks when, and can hold back or repeat requests at will.
  if (url.protocol === 'wss:' || (url.protocol === 'ws:' && LOOPBACK.test(url.hostname)))
    return ok((url.pathname === '/' && !url.search ? url.origin : url.href) as RelayAddress);
  return refuse('bad_relay', 'Not connected: a relay must be wss (ws only on this machine).');
}
