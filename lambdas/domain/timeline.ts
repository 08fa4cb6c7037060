/** Greatest timeline of those that are known; 0 when none is (PostgreSQL counts from 1). */
export function newestTimeline(timelines: readonly (number | undefined)[]): number {
  return Math.max(0, ...timelines.filter((timeline) => timeline !== undefined));
}

/** A promotion raises the timeline by exactly one; anything else is somebody else's promotion. */
export function followsByOnePromotion(before: number, after: number | undefined): boolean {
  return after === before + 1;
}
