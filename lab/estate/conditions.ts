import type { Distance } from '../distance.ts';

/** What is unlike an ordinary estate from its start; a fault that cannot be brought about later asks for it. */
export type Conditions = {
  /** Seconds by which the clocks of hosts are ahead of this computer's, negative when they are behind; a node that is not named goes right. */
  clocksAhead?: Readonly<Record<string, number>>;
  /** The data directory of this node is a file system of its own, of this size; its WAL is on another, as databases are set up. */
  smallDisk?: { node: string; megabytes: number };
  /** Between hosts, functions and services of different regions. */
  distance?: Distance;
};
