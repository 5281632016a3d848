// Relay faults: the ways in which a relay may lie, lose or repeat. Everything off means an honest relay.

export type RelayFaults = {
  /** Every event goes out twice to each subscription. */
  deliverTwice: boolean;
  /** Events of these kinds are acknowledged and then lost. */
  dropKinds: readonly number[];
  /** Milliseconds an event waits before it goes out. */
  delayMs: number;
  /** Ephemeral events are kept and given to later subscriptions, as many relays do. */
  keepEphemeral: boolean;
  /** Events go out with one flipped signature bit; the id stays. */
  badSignatures: boolean;
  /** Every event is answered `OK false` and not passed on. */
  refuseEvents: boolean;
  /** Events are taken and never answered with OK. */
  silent: boolean;
};

export const NO_RELAY_FAULTS: Readonly<RelayFaults> = {
  deliverTwice: false,
  dropKinds: [],
  delayMs: 0,
  keepEphemeral: false,
  badSignatures: false,
  refuseEvents: false,
  silent: false,
};
