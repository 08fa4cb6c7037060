import type { Wording } from '../wording.ts';

export const wording: Wording = {
  verdicts: {
    healthy: 'the primary acknowledges writes',
    restarting: 'the primary is starting up',
    'unreachable-from-here': 'the primary does not answer us, but its standbys still receive from it',
    down: 'the primary is down',
    blind: 'neither the primary nor any standby answers: nothing is known',
    'commit-stalled': 'the primary answers, but commits do not return',
    degraded: 'the primary answers, but cannot write',
    'split-brain': 'two nodes accept writes',
    'primary-unclear': 'it is not clear which node is the primary',
    'promoted-before': 'an earlier execution of this incident already set out a promotion',
    unknown: 'the primary was not assessed',
  },
  whatToDo: {
    blind:
      'What to do: nobody can be promoted, because no standby answers. Bring back the old primary or a standby, whichever comes first: look at host, network and power of each. What was acknowledged is on their disks: rebuild none of them.',
    degraded:
      'What to do: the primary runs, and is not given up for this. Let it write again: make room on its disk (53100), free connections (53300), or remove what is seen below. Delete nothing in its data directory by hand.',
  },
  triggers: { alarm: 'an alarm', person: 'a person', schedule: 'a schedule', unknown: 'unknown' },
  unknown: 'unknown',
  lossProven: 'no acknowledged write is lost (proven by the synchronous quorum)',
  lossBounded: (seconds, bytes) =>
    `acknowledged writes of at most the last ${seconds} may be lost${bytes === undefined ? '' : ` (${bytes} bytes of WAL known to be missing)`}`,
  diverged: (commits, { atLeast, lastAt, evidence }) =>
    `${atLeast ? 'at least ' : ''}${commits} ${commits === '1' ? 'commit' : 'commits'} that the new primary does not have${lastAt === undefined ? '' : `, the last at ${lastAt}`}; ${evidence === undefined ? 'the evidence is on its host only' : `evidence: ${evidence}`}`,
  lossUnbounded: 'what may be lost cannot be bounded',
  durabilityDegraded: 'fewer synchronous standbys follow than the plan wants; durability is degraded until they are back',
  objectiveMissed: (objective) => `the objective of ${objective} was missed`,
  reasonToWrite: '<who accepts which risk, and why>',
  nameToWrite: '<your name>',
  questions: {
    'give-up-primary': {
      asks: 'Give up the primary? It does not answer us, but others still reach it: it may serve clients at this moment.',
      approving:
        'the old primary is fenced (its clients lose it), then the most advanced standby is promoted; you are asked once more when a loss cannot be excluded',
      declining: 'the primary stays; repair the network between the functions and the primary',
    },
    'promote-unfenced': {
      asks: 'Promote a standby although nothing proves that the old primary has stopped? If it still runs, two primaries accept writes, and the writes of one of them will be lost.',
      approving:
        'you are asked once more, because a loss has no bound while the old primary may write; then the most advanced standby is promoted. Approve only when you have made sure by hand that the old primary is off (EC2 console, or its hypervisor)',
      declining: 'nothing is promoted; clients cannot write until somebody has stopped the old primary and starts the machine again',
    },
    'promote-candidate': {
      asks: 'Promote this standby although the following cannot be excluded?',
      approving: 'it is promoted; what it does not have is missing for clients (the disk of the old primary keeps it as evidence)',
      declining: 'nothing is promoted; clients cannot write until somebody starts the machine again',
    },
  },
  acceptRisk: (command) => `Read the runbook first. If you accept the risk, start the machine again and say why:
${command}
"force" never skips fencing: an old primary that cannot be proven stopped holds the failover again.`,
  startAgain: (command) => `Once the cause is gone, start the machine again: it looks first, repeats nothing and finishes what is left.
${command}`,
  fenceMayBeLeft: (candidate) =>
    `${candidate} was promoted through SQL because its host did not answer; if /var/lib/reprise/fence is there from an earlier incident, remove it, or its next start is refused`,
};
