// Chain parameters: what one network writes in addresses and extended keys. Sources: Bitcoin Core chainparams.cpp, BIP-32, SLIP-44.
import { networks, type Network as LibraryNetwork } from 'bitcoinjs-lib';
import type { Network } from '../../shared/domain/network.ts';

export type ChainParams = {
  readonly library: LibraryNetwork;
  /** Human-readable part of segwit addresses (BIP-173). Testnet and signet share one. */
  readonly bech32: string;
  /** Version bytes of an extended public key (BIP-32): `xpub` or `tpub`. */
  readonly xpubVersion: number;
  readonly xpubPrefix: 'xpub' | 'tpub';
  /** SLIP-44, hardened in the path. */
  readonly coinType: 0 | 1;
  /** As the device and Bitcoin Core call the unit. */
  readonly ticker: 'BTC' | 'TEST';
};

const params = (library: LibraryNetwork): ChainParams => {
  const main = library === networks.bitcoin;
  return {
    library,
    bech32: library.bech32,
    xpubVersion: library.bip32.public,
    xpubPrefix: main ? 'xpub' : 'tpub',
    coinType: main ? 0 : 1,
    ticker: main ? 'BTC' : 'TEST',
  };
};

export const CHAIN_PARAMS: Readonly<Record<Network, ChainParams>> = {
  mainnet: params(networks.bitcoin),
  testnet: params(networks.testnet),
  signet: params(networks.testnet),
  regtest: params(networks.regtest),
};
