// The contract suite against practice nodes, held to what lnd answered when it was recorded.
import { startPracticeWorld } from './practice-world.ts';
import { contractSuite } from './suite.ts';

contractSuite('practice', startPracticeWorld);
