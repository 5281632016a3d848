// Entry of the device process for the emulator: `ledger-speculos.js HOST PORT`, a child of the core. For development; not in the package.
import { openParentChannel } from './parent-channel.ts';
import { serveDevice } from './serve-device.ts';
import { createSpeculosBackend } from './speculos-backend.ts';

const channel = openParentChannel();
const [host, port] = process.argv.slice(2);
if (!channel || host === undefined || port === undefined) {
  process.stderr.write('This is started by the console.\n');
  process.exit(2);
}
serveDevice(channel, createSpeculosBackend({ host, port: Number(port) }));
