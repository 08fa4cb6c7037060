import type { IncidentWording } from '../incident-wording.ts';

export const incidentWording: IncidentWording = {
  scenarios: {
    'database-failover': {
      what: 'database outage',
      happened: 'the primary database does not accept writes any more',
      publicImpact: 'new transactions cannot be recorded',
    },
    'region-failover': {
      what: 'region outage',
      happened: 'the primary region is out of service',
      publicImpact: 'the service is not available',
    },
    'data-recovery': {
      what: 'data corrupted',
      happened: 'data are corrupted and have to be restored',
      publicImpact: 'the service is stopped while data are restored',
    },
    'app-server-failure': {
      what: 'server outage',
      happened: 'an application server is out of service; the others take over',
      publicImpact: 'the service may answer more slowly than usual',
    },
    'dependency-outage': {
      what: 'external outage',
      happened: 'an external service that the application depends on does not answer any more',
      publicImpact: 'some transactions may be delayed or unavailable',
    },
    other: { what: 'incident reported', happened: 'an incident was reported, see the reason', publicImpact: undefined },
  },
  publicImpacts: {
    P1: 'the service is not available',
    P2: 'important functions are not available',
    P3: 'the service answers more slowly than usual',
    P4: 'a secondary function is not available',
  },
  doings: {
    recovering: {
      now: 'the recovery machine works, and verifies each of its steps.',
      decision: 'none for now. Acknowledge the incident, watch the recovery, touch no node by hand.',
      silence: 'the recovery goes on by itself.',
      short: 'recovery runs, no decision',
    },
    waits: {
      now: 'the machine has stopped before a question and waits for the answer of a person.',
      decision: 'YES: answer the question below.',
      silence: 'at the deadline silence counts as declining; the machine ends and the incident stays open.',
      short: 'DECISION NEEDED',
    },
    'to-be-decided': {
      now: 'the recovery machine must not decide this alone: it is about to ask a person, or to end and leave it to one.',
      decision: 'YES: its next message says which, and how to answer.',
      silence: 'nothing is promoted, the outage lasts.',
      short: 'must not decide alone',
    },
    held: {
      now: 'nothing any more: it ended without promoting anything, because it must not decide alone.',
      decision: 'YES: the runbook says which, and how to start the machine again.',
      silence: 'nothing happens by itself, everything stays as it is now.',
      short: 'held, DECISION NEEDED',
    },
    stopped: {
      now: 'nothing any more: two nodes accept writes, and it changed nothing.',
      decision: 'YES, now: choose which of the two stays; the runbook says how. Do not start the machine again before.',
      silence: 'both go on accepting writes, and the writes of one of them will be lost.',
      short: 'two primaries, DECIDE',
    },
    failed: {
      now: 'nothing any more: it failed, the incident stays open.',
      decision: 'YES: remove the cause below, then start the machine again or follow the runbook by hand.',
      silence: 'nothing happens by itself, the outage lasts.',
      short: 'recovery failed, ACT',
    },
    'less-durable': {
      now: 'nothing any more: clients write again, but on fewer disks than the plan promises.',
      decision: 'YES: bring the silent standbys back, then put the quorum back as it was; the runbook says how.',
      silence: 'clients go on writing like this; if the primary is lost, acknowledged writes may be lost with it.',
      short: 'writes, less durable, ACT',
    },
    'by-hand': {
      now: 'nothing: no machine works on this incident, people do it by hand.',
      decision: 'YES: somebody has to take it over and follow the runbook.',
      silence: 'nothing happens by itself, the outage lasts.',
      short: 'to be done by hand',
    },
    recovered: {
      now: 'it has finished: the service is back, and it verified that.',
      decision: 'none now.',
      silence: 'nothing more happens, and nothing more has to happen today.',
      short: 'recovered',
    },
    'false-alarm': {
      now: 'it has finished: it was a false alarm, nothing was changed.',
      decision: 'none. Please find out why the alarm fired.',
      silence: 'nothing more happens.',
      short: 'false alarm',
    },
    'resolved-by-hand': {
      now: 'nothing: a person declared the incident resolved.',
      decision: 'none now.',
      silence: 'nothing more happens.',
      short: 'resolved by hand',
    },
  },
  happened: (what, trigger) => `${what} (incident opened by ${trigger})`,
  ended: ({ state, error, cause, at }) => `${state}${at === undefined ? '' : `, at ${at}`}: ${error}: ${cause}`,
  unanswered: (question, until) =>
    `"${question}" was not answered until ${until}: that counts as declining, and no answer is taken any more.`,
  otherQuestion: { approving: 'the machine does what it asks', declining: 'the machine does not do it' },
  acknowledged: (by, at, reason) => `${by}, at ${at}${reason === undefined ? '' : `: ${reason}`}`,
  nobodyAcknowledged: 'nobody has acknowledged this incident yet.',
  nobodyToldBefore: 'nobody',
  next: {
    acknowledged: (by) => `nobody else is called, because ${by} has taken it over; updates go on.`,
    rung: (audience, at) => `unless somebody acknowledges, ${audience} is told as well at ${at}.`,
    repeat: (at) => `unless somebody acknowledges, the last rung is told again at ${at}.`,
    nobody: 'the plan tells nobody else; updates go on.',
    over: 'the incident is over, nobody else is called.',
  },
  shortNext: {
    acknowledged: (_by, update) => `Update at ${update}.`,
    rung: (audience, at) => `Else ${audience} at ${at}.`,
    repeat: (at) => `Else again at ${at}.`,
    nobody: (update) => `Update at ${update}.`,
    over: 'Over.',
  },
  shortAsk: 'Please acknowledge.',
  nothingNew: '- nothing new in the record',
  leftOut: (count) => `- and ${count} older ${count === 1 ? 'entry' : 'entries'}, see the record of the incident`,
  unknown: 'unknown',
  ladder: (severity, acknowledged) =>
    acknowledged
      ? `the incident is acknowledged: nobody else is called; updates go to the rungs of ${severity} that were told.`
      : `the rungs to come are those of ${severity}, counted from the start of the incident; those that are due already are told at once.`,
  causeUnknown: 'to be established in the post-mortem',
  resolutions: {
    recovered: 'the recovery machine brought the service back and verified it',
    'false-alarm': 'nothing was broken; nothing was changed',
    'resolved-by-hand': 'resolved by hand',
  },
  noActions: '- none is written down yet; a person writes them into the post-mortem',
  lossNotMeasured: 'not measured',
  hours: (count) => `${count} ${count === 1 ? 'hour' : 'hours'}`,
  notices: { interruption: 'interruption', resolution: 'resolution' },
  publicLoss: 'Transactions made just before the interruption may be missing. Please check that your last transactions were recorded.',
  estimate: (at) => `around ${at} (an estimate, no promise)`,
  noEstimate: 'not known yet; we will tell you as soon as we can',
  shortEstimate: (at) => `Expected back: ${at}.`,
  howTo: ({ purpose, command, program, link, linkWorksFor }) =>
    [
      `${purpose}:`,
      command,
      `or: ${program}`,
      ...(link === undefined ? [] : [`or by this link, which works once, for ${linkWorksFor}: ${link}`]),
    ].join('\n'),
  purposes: {
    acknowledge: 'To acknowledge (stops the calls; AWS CLI or CloudShell, write your name and your reason, no apostrophes)',
    approve: 'To approve',
    decline: 'To decline',
    severity: 'To change the severity (P1 to P4)',
    note: 'To add a note ("action: ..." for a preventive action)',
    resolve: 'To declare the incident resolved',
    approveNotice: 'To approve and send this text (AWS CLI or CloudShell, write your name and your reason, no apostrophes)',
    declineNotice: 'To decline this text',
  },
  toWrite: {
    name: '<your name>',
    reason: '<why>',
    cause: '<the cause>',
    resolution: '<what resolved it>',
    severity: '<P1 P2 P3 or P4>',
  },
};
