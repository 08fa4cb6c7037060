import type { Templates } from '../template.ts';
import { NEW_PRIMARY, NOT_AS_BEFORE } from './recovered-lines.ts';

/** English. Each says what happened, what runs now, whether somebody must decide, and what silence means. */
export const notifications: Templates = {
  'decision-needed': {
    subject: '[{severity}] DECISION NEEDED {planTitle} - the database failover waits for you',
    body: `
Status: the recovery waits for a person. Nothing has been promoted.
Start: {startedAt}
Old primary: {oldPrimary} ({region}): {verdict}
Candidate: {candidate}

Decision needed: {asks}
What is known: {asked}
Possible data loss: {lossProven}
Possible data loss: {lossBounded}
Possible data loss: {lossUnbounded}

If you approve: {approving}.
If you decline: {declining}.
If nobody answers by {decideBy}: the same as declining; nothing is promoted.

To approve, in AWS CloudShell of {region} or any shell with the AWS CLI; write your name and your reason (no apostrophes):
{approveCommand}
Or without the AWS CLI, on a page that shows the question and then asks (works once): {approveLink}

To decline:
{declineCommand}
Or: {declineLink}

The first answer counts. It is recorded with your name, your reason and the time.
Incident: {incidentId}
Execution: {executionUrl}
Runbook: {runbookUrl}`,
    sms: `
{severity} {planTitle}: DECISION NEEDED, the database failover waits for you.
Silence until {shortDecideBy} = declined.
Commands by e-mail.
#{shortId}`,
  },
  recovered: {
    subject: '[RESOLVED] Incident {planTitle} - database recovered on {candidate}',
    body: `
Status: resolved.
Start: {startedAt}
${NEW_PRIMARY}
Recovery time: {recoveryTime} (objective: {recoveryTimeObjective})
Attention: {objectiveMissed}
Data loss: {lossProven}
Data loss: {lossBounded}
Data loss: {lossUnbounded}
${NOT_AS_BEFORE}

Cause as seen: {verdict}
Decision needed: none now. The old primary must be rejoined as a standby by a person; its data directory is evidence and was not touched.

Loss, in detail: {lossStatement}
Incident: {incidentId}
Report: {report}
Execution: {executionUrl}
Runbook: {runbookUrl}`,
    sms: `
RESOLVED {planTitle}: database recovered.
New primary {candidate}.
Took {recoveryTime}.
No decision needed.
Details by e-mail.
#{shortId}`,
  },
  'false-alarm': {
    subject: '[{severity}] {planTitle} - false alarm, the database works',
    body: `
Status: closed, nothing was changed.
Start: {startedAt}, started by {trigger}
Seen: {verdict} ({oldPrimary}).

Decision needed: none. Please find out why the alarm fired.

Reason: {reason}
Detail: {why}
Incident: {incidentId}
Report: {report}
Execution: {executionUrl}
Runbook: {runbookUrl}`,
    sms: `
{severity} {planTitle}: false alarm, the database works.
Nothing was changed, no decision needed.
#{shortId}`,
  },
  held: {
    subject: '[{severity}] DECISION NEEDED {planTitle} - failover is held',
    body: `
Status: held for a person. Nothing was promoted.
Start: {startedAt}
Old primary: {oldPrimary} ({region}): {verdict}
Candidate: {candidate}
Possible data loss: {lossBounded}
Possible data loss: {lossUnbounded}

DO NOT START {doNotStart}: its instance was stopped to fence it. While the writer record names it, or DNS still does (up to a minute after the switch), it would come back as a second primary.
Why a person: {cause}
If you do nothing: nothing is promoted, and the database stays as it is now.

Decision needed: yes; the runbook says which, and how.
{whatToDo}
{acceptRisk}
{startAgain}

Seen: {why}
Incident: {incidentId} (left open)
Report: {report}
Execution: {executionUrl}
Runbook: {runbookUrl}
Next update: none by itself; the incident stays open until somebody acts. Please report by {nextUpdate}`,
    sms: `
{severity} {planTitle}: DECISION NEEDED, failover is held.
Silence: nothing is promoted.
DO NOT START {doNotStart}.
See e-mail.
#{shortId}`,
  },
  relieved: {
    subject: '[{severity}] ACTION NEEDED {planTitle} - the database writes, less durable',
    body: `
Status: clients write again. No failover: {oldPrimary} ({region}) is still the primary.
Start: {startedAt}

What was seen: no commit returned, because these synchronous standbys acknowledged nothing: {silentStandbys}.
What was changed: they were taken out of the quorum. synchronous_standby_names was {quorumBefore} and is now {quorumNow}.
What it means: writes are acknowledged on fewer disks than the plan promises. If {oldPrimary} is lost now, acknowledged writes may be lost with it.

Decision needed: yes. Bring the silent standbys back, then put the quorum back as it was: the runbook says how.
If you do nothing: clients go on writing like this, and the primary keeps the WAL of absent standbys until its disk is full; nothing puts the quorum back by itself.

Detail: {cause}
Incident: {incidentId} (left open)
Report: {report}
Execution: {executionUrl}
Runbook: {runbookUrl}
Please report by {nextUpdate}`,
    sms: `
{severity} {planTitle}: ACTION NEEDED, the database writes but less durable.
Silence: it stays so.
Bring standbys back, see e-mail.
#{shortId}`,
  },
  stopped: {
    subject: '[{severity}] DECISION NEEDED {planTitle} - two database primaries',
    body: `
Status: stopped. Two nodes accept writes; the machine changed nothing.
Start: {startedAt}
Named by the writer record: {oldPrimary} ({region})

What was seen: {cause}
Decision needed: yes, now. Every write goes to one of them and is missing on the other.
If you do nothing: nothing more happens by itself, and both go on accepting writes.

Find out which one clients write to, stop the other one and keep its data directory: the runbook says how. Do not start the machine again before.

Incident: {incidentId} (left open)
Report: {report}
Execution: {executionUrl}
Runbook: {runbookUrl}
Please report by {nextUpdate}`,
    sms: `
{severity} {planTitle}: DECIDE NOW, two primaries accept writes.
Silence: both go on.
See e-mail.
#{shortId}`,
  },
  failed: {
    subject: '[{severity}] ACTION NEEDED {planTitle} - database failover failed',
    body: `
Status: the recovery failed. The incident stays open.
Start: {startedAt}
Old primary: {oldPrimary} ({region})
Candidate: {candidate}

DO NOT START {doNotStart}: its instance was stopped to fence it. While the writer record names it, or DNS still does (up to a minute after the switch), it would come back as a second primary.
COMMITS MAY HANG: the writer name already leads to {commitsMayHang}, and nobody saw a commit return there. Clients wait until the machine has finished, or a person has set synchronous_standby_names.
Cause: {error}: {cause}
Decision needed: yes. Nothing more happens by itself.
How the database was left is in the report below.
{startAgain}

Reason of the start: {reason}
Incident: {incidentId}
Report: {report}
Execution: {executionUrl}
Runbook: {runbookUrl}
Please report by {nextUpdate}`,
    sms: `
{severity} {planTitle}: ACTION NEEDED, failover failed.
Silence: nothing happens.
DO NOT START {doNotStart}.
See e-mail.
#{shortId}`,
  },
};
