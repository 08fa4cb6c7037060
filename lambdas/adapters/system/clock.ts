import { setTimeout } from 'node:timers/promises';
import type { Clock } from '../../ports/clock.ts';

export const systemClock: Clock = {
  now: () => new Date(),
  sleep: (seconds) => setTimeout(seconds * 1000),
};
