// What this console protects against and what not, said plainly.

export const PROTECTS: readonly string[] = [
  'An agent that was deceived, has a fault or was taken over: it cannot pay more, faster, or to others than you allowed.',
  'The same request twice, by a relay, a client that retries, or a restart in the middle of a payment.',
  'A stolen disk: ledger, keys and log are encrypted under your passphrase.',
  'A changed, shortened or replaced log or ledger: it shows, and the gate closes.',
  'A relay that reads, forges, repeats or withholds; somebody between the console and the node.',
];

export const DOES_NOT_PROTECT: readonly string[] = [
  'Whoever controls this machine while the vault is open: they can do what you can.',
  'A bad node: it is trusted to say truly how its payments ended.',
  'Losing the passphrase: nobody can reset it.',
  'A payment that was inside the limits and yet a mistake: it cannot be called back.',
  'Losing this machine together with the node: channel backups are kept here, and a copy elsewhere is yours to make.',
];
