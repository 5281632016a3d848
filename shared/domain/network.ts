// Bitcoin networks the fleet may run on, with the BOLT11 prefix that names each (BOLT 11, human-readable part).

export const NETWORK_PREFIX = {
  mainnet: 'lnbc',
  testnet: 'lntb',
  signet: 'lntbs',
  regtest: 'lnbcrt',
} as const;
export type Network = keyof typeof NETWORK_PREFIX;
