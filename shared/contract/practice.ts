// Calls that only a practice fleet answers: attack drills and the pace of its agents. A real fleet refuses them.
import { z } from 'zod';
import { DRILLS } from '../domain/practice.ts';
import { call, done } from './call.ts';

export const practiceCalls = {
  'practice.drill': call('act', z.strictObject({ name: z.enum(DRILLS) }), done),
  /** 1 is real time; 10 is ten times as busy. */
  'practice.setSpeed': call('act', z.strictObject({ factor: z.number().min(0.25).max(20) }), done),
} as const;
