// Ledger's packages, loaded as CommonJS: their ES builds import without file extensions, which Node does not resolve.
import { createRequire } from 'node:module';
import type * as BtcModule from '@ledgerhq/hw-app-btc' with { 'resolution-mode': 'require' };
import type * as TransportModule from '@ledgerhq/hw-transport' with { 'resolution-mode': 'require' };
import type * as LedgerBitcoin from 'ledger-bitcoin';

/** Base of every transport: `send` builds the APDU and turns a status word into an error. */
type Transport = TransportModule.default;

const require = createRequire(import.meta.url);

export const { AppClient, WalletPolicy } = require('ledger-bitcoin') as typeof LedgerBitcoin;

export const { default: TransportBase } = require('@ledgerhq/hw-transport') as {
  readonly default: new () => Transport;
};

export const { default: Btc } = require('@ledgerhq/hw-app-btc') as {
  readonly default: new (options: {
    readonly transport: Transport;
    readonly currency: string;
  }) => BtcModule.default;
};
