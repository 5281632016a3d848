// All scenarios, in the order of their numbers.
import { AMOUNTS } from './amounts.ts';
import { KILLS } from './kills.ts';
import { LIMITS } from './limits.ts';
import { NOISE } from './noise.ts';
import { PEOPLE } from './people.ts';
import type { Scenario } from './scenario.ts';
import { TIME } from './time.ts';
import { UNKNOWN } from './unknown.ts';

export const SCENARIOS: readonly Scenario[] = [
  ...LIMITS,
  ...UNKNOWN,
  ...KILLS,
  ...AMOUNTS,
  ...TIME,
  ...PEOPLE,
  ...NOISE,
].sort((a, b) => a.no.localeCompare(b.no, 'en', { numeric: true }));
