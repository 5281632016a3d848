// Entry of the device process for USB: `ledger.js`, a child of the core.
import { openParentChannel } from './parent-channel.ts';
import { serveDevice } from './serve-device.ts';
import { createUsbBackend } from './usb-backend.ts';

const channel = openParentChannel();
if (!channel) {
  process.stderr.write('This is started by the console.\n');
  process.exit(2);
}
serveDevice(channel, createUsbBackend());
