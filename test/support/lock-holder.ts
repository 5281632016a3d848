// A process of its own that takes a folder's lock, tells its parent what came of it, and holds it until killed.
import { takeInstanceLock } from '../../electron/store/instance-lock.ts';

const lock = await takeInstanceLock({
  folder: String(process.argv[2]),
  onFocus: () => process.send?.({ focused: true }),
});
process.send?.({ ok: lock.ok, pid: process.pid, otherPid: lock.ok ? undefined : lock.otherPid });
setInterval(() => undefined, 60_000);
