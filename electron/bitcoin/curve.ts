// Curve: secp256k1 for everything in this room. bitcoinjs-lib keeps its curve in a global and does no taproot without one.
import { initEccLib } from 'bitcoinjs-lib';
import * as secp256k1 from 'tiny-secp256k1';

initEccLib(secp256k1);

export { secp256k1 };
