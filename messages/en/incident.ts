import type { IncidentTemplates } from '../template.ts';
import { NEW_PRIMARY, NOT_AS_BEFORE } from './recovered-lines.ts';

/** What happens now, and what an answer is worth: in every message while the incident is open. */
const STATE = `
What the machine does: {machineNow}
End of the last execution: {ended}
Decision needed: {decision}
Question: {asks}
What is known: {asked}
If you approve: {approving}.
If you decline, or nobody answers by {decideBy}: {declining}.
Old question: {unanswered}

If you do nothing: {silence}
Then: {next}
Next update: {nextUpdate}`;

const ANSWERS = `
{toApprove}

{toDecline}`;

const FOOT = `
Reason: {reason}
Incident: {incidentId} (region {region})
Execution: {executionUrl}
Runbook: {runbookUrl}`;

const WHAT = `
What happened: {happened}
Severity: {severity} {severityName} - {severityDescription}
Impact: {impact}
Start: {startedAt}`;

/** English. Each says what happened, what the machine does, whether somebody must decide, what silence means and who is next. */
export const incident: IncidentTemplates = {
  'incident-opened': {
    subject: '[{severity}] Incident {planTitle} - {what}: {shortDoing}',
    body: `
Status: incident opened.
${WHAT}
${STATE}

${ANSWERS}

{toAcknowledge}

{toResolve}
${FOOT}`,
    sms: `
{severity} {planTitle}: {what}.
{shortDoing}.
{shortAsk}
{shortNext}
#{shortId}`,
  },
  'incident-escalated': {
    subject: '[{severity}] Incident {planTitle} - {what}, not acknowledged for {elapsed}',
    body: `
Status: incident open, not acknowledged for {elapsed}.
Told now: {hears}, because the plan calls them at this time when nobody acknowledges an incident of {severity}.
Told before you: {told}
Acknowledged: {acknowledged}
${WHAT}
${STATE}

${ANSWERS}

{toAcknowledge}

{toResolve}
${FOOT}`,
    sms: `
{severity} {planTitle}: {what}, no answer ({shortElapsed}).
{shortDoing}.
{shortNext}
#{shortId}`,
  },
  'incident-repeated': {
    subject: '[{severity}] Incident {planTitle} - AGAIN: {what}, still not acknowledged',
    body: `
Status: incident open, not acknowledged for {elapsed}. The last rung is told again.
Told, and did not acknowledge: {told}
Acknowledged: {acknowledged}
${WHAT}
${STATE}

${ANSWERS}

{toAcknowledge}

{toResolve}
${FOOT}`,
    sms: `
AGAIN {severity} {planTitle}: {what}, no answer ({shortElapsed}).
{shortDoing}.
{shortNext}
#{shortId}`,
  },
  'incident-update': {
    subject: '[{severity}] Incident {planTitle} - update: {what}, {shortDoing}',
    body: `
Status: update, {elapsed} after the start.
${WHAT}
Acknowledged: {acknowledged}

Since the last update:
{changes}
${STATE}

${ANSWERS}

{toAcknowledge}

{toResolve}

{toNote}

{toChangeSeverity}
${FOOT}`,
    sms: `
{severity} {planTitle}, update: {what}.
{shortDoing}.
{shortAsk}
{shortNext}
#{shortId}`,
  },
  'incident-acknowledged': {
    subject: '[{severity}] Incident {planTitle} - acknowledged by {shortBy}',
    body: `
Status: acknowledged.
Acknowledged: {acknowledged}
${WHAT}
${STATE}
${ANSWERS}

{toResolve}

{toNote}
${FOOT}`,
    sms: `
{severity} {planTitle}: {what}, acknowledged by {shortBy}.
{shortDoing}.
{shortNext}
#{shortId}`,
  },
  'severity-changed': {
    subject: '[{severity}] Incident {planTitle} - severity {severityFrom} -> {severityTo}: {what}',
    body: `
Status: the severity changes from {severityFrom} to {severityTo}.
Changed by: {severityBy}
Reason: {severityReason}
What that means: {ladder}
${WHAT}
Acknowledged: {acknowledged}
${STATE}

${ANSWERS}

{toAcknowledge}

{toChangeSeverity}
${FOOT}`,
    sms: `
{severityTo} (was {severityFrom}) {planTitle}: {what}.
{shortDoing}.
{shortAsk}
{shortNext}
#{shortId}`,
  },
  'incident-resolved': {
    subject: '[RESOLVED] Incident {planTitle} - {what}',
    body: `
Status: resolved, by {resolvedBy}.
Start: {startedAt}
End: {resolvedAt}
Total duration: {duration}
${NEW_PRIMARY}
Recovery time as measured: {recoveryTime} (objective: {recoveryTimeObjective})
Attention: {objectiveMissed}

What happened: {happened}
Impact: {impact}
Cause: {resolvedCause}
Resolution: {resolution}
Data loss: {loss}
${NOT_AS_BEFORE}
By hand, later: {oldPrimary} must be rejoined as a standby; its data directory is evidence and was not touched.

Preventive actions:
{preventiveActions}

What the machine does: {machineNow}
Decision needed: {decision}
If you do nothing: {silence}
Then: {next}

A detailed incident report will be available within {detailedReportWithin}.
Report of the machine: {report}
Post-mortem, to be completed: {postMortem}

{toNote}
${FOOT}`,
    sms: `
RESOLVED {planTitle}: {what}, {shortDoing}.
New primary {candidate}.
Duration {duration}.
No decision, no more calls.
#{shortId}`,
  },
  'notice-drafted': {
    subject: '[{severity}] APPROVAL NEEDED {planTitle} - text for users ({noticeKind})',
    body: `
Status: a text for users ({noticeKind}) waits for the approval of a person.
Decision needed: YES: read the text below, then approve or decline it.
If you approve: it is sent as it is to {noticeAudience}, and published on the status page.
If you decline: it is not sent; the reason is recorded.
If you do nothing: it is NOT sent.

Proposed text:
------------------------------
{noticeText}
------------------------------

{toApproveNotice}

{toDeclineNotice}
${WHAT}
What the machine does: {machineNow}
Then: {next}
Next update: {nextUpdate}
${FOOT}`,
    sms: `
{severity} {planTitle}: APPROVE or decline the text for users ({noticeKind}), see e-mail.
Silence: not sent.
#{shortId}`,
  },
  'interruption-notice': {
    subject: 'Service interruption {planTitle}',
    body: `
Dear users,

We are currently experiencing technical difficulties that affect {service}.

Impact: {publicImpact}
Start: {startedAt}
Estimated resolution: {estimate}

We are working on this problem.
We will keep you informed.

We apologise for the inconvenience.

The {planTitle} team`,
    sms: `
{planTitle}: interruption since {shortStart}, {service}.
{shortEstimate}
We apologise.`,
  },
  'resolution-notice': {
    subject: '[RESOLVED] Service interruption {planTitle}',
    body: `
Dear users,

The technical difficulties that affected {service} are resolved.

Impact: {publicImpact}
Start: {startedAt}
End: {resolvedAt}
Total duration: {duration}

{publicLoss}

We apologise for the inconvenience.

The {planTitle} team`,
    sms: `
{planTitle}: service restored, {service}.
End: {shortEnd}.
We apologise for the inconvenience.`,
  },
};
