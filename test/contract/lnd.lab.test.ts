// The contract suite against real lnd: where it was built before, or where PORTCULLIS_LAB=1 asks for it. Otherwise it says why not.
import { describe, it } from 'vitest';
import { startLndWorld, whyNoLnd } from './lnd-world.ts';
import { contractSuite } from './suite.ts';

const why = whyNoLnd('built');
if (why === null) contractSuite('lnd', startLndWorld);
else {
  process.stderr.write(`skipped: the contract with real lnd. ${why}.\n`);
  describe.skip('the contract with lnd', () => {
    it(`is not tested here: ${why}`, () => undefined);
  });
}
