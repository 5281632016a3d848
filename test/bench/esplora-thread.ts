// Esplora thread: the pretend chain with every given script used once, served from a thread of its own, so that only the client is measured.
import { parentPort, workerData } from 'node:worker_threads';
import { createBlockChain } from '../../electron/practice/chain/block-chain.ts';
import { startEsploraServer } from '../../electron/practice/chain/esplora-server.ts';
import { wallClock } from '../../electron/practice/seeded.ts';

const { scripts } = workerData as { readonly scripts: readonly string[] };
const chain = createBlockChain('bench', wallClock);
for (const [at, script] of scripts.entries()) chain.endow([{ script, value: 10_000n + BigInt(at) }]);
const { url } = await startEsploraServer(chain);
parentPort?.postMessage(url);
