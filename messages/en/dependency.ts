import type { DependencyTemplates } from '../dependency-template.ts';

const FOOT = `
Incident: {incidentId}
Execution: {executionUrl}
Runbook: {runbookUrl}`;

/** English. Each says what is out since when, what was switched, what users notice, what the machine does now, and what silence means. */
export const dependencies: DependencyTemplates = {
  team: {
    'dependency-out': {
      subject: '[{severity}] {planTitle} - {dependency} is out, the application is on its fallback',
      sms: '{severity} {planTitle}: {dependency} is out, fallback is on in {region}. It is switched back by itself. Nothing to do.',
      body: `
Status: {dependency} is out; the application of {region} is on its fallback.
Out since: {outSince} at the latest, after failing for {failedFor}
Started: {startedAt}
Fallback of the plan: {fallback}
What users notice: {usersNotice}
Switched: {parameter} from {from} to {to}
Switched by a person's order: {reason}

What happens now: {watched}
{byHand}
Decision needed: none.
Seen: {seen}
What was done: {why}

To switch back by hand, in AWS CloudShell of {region} or any shell with the AWS CLI:
{normalCommand}
${FOOT}`,
    },
    'dependency-back': {
      subject: '[RESOLVED] {planTitle} - {dependency} works again, the application is back to normal',
      sms: 'RESOLVED {planTitle}: {dependency} works again, {region} is back to normal since {backAtShort}. Nothing to do.',
      body: `
Status: resolved. The application of {region} uses {dependency} again.
Out since: {outSince}
Well without a break since: {wellSince} (required: {stableFor})
In between it failed again, times: {breaks}
Switched back: {parameter} to {to}, at {backAt}

Decision needed: none. Whatever the fallback kept for later is the application's to work off: look that it does.
If you do nothing: nothing more happens.
Seen: {seen}
What was done: {why}

To switch to the fallback by hand, in AWS CloudShell of {region} or any shell with the AWS CLI:
{fallbackCommand}
${FOOT}`,
    },
    'dependency-stuck': {
      subject: '[{severity}] ACTION NEEDED {planTitle} - {dependency} has not come back, it stays on the fallback',
      sms: '{severity} {planTitle}: {dependency} did not come back. {region} STAYS on the fallback until a person switches back. See mail.',
      body: `
Status: {dependency} was not well for long enough in all this time. The machine has stopped waiting.
Out since: {outSince}
In between it was well and failed again, times: {breaks}
The application of {region} stays on its fallback: {fallback} ({parameter} holds {to})
What users notice: {usersNotice}

Decision needed: yes. Nothing happens by itself any more.
If you do nothing: the application stays on the fallback, also when {dependency} works again.
Last seen: {seen}

To let the machine go on waiting, and switch back by itself:
{startCommand}

To switch back at once, by hand:
{normalCommand}
${FOOT}`,
    },
    'dependency-refused': {
      subject: '[{severity}] ACTION NEEDED {planTitle} - {dependency}: the switch was left as somebody set it',
      sms: '{severity} {planTitle}: {dependency}: the switch in {region} holds an unknown value and was left alone. A person must set it. See mail.',
      body: `
Status: {parameter} in {region} does not hold what the plan knows. Nothing was written over it.
It holds: {holds}
{dependency} since: {outSince}

Decision needed: yes. Somebody set another value, or the parameter is missing. Find out who and why, then set one of the two.
If you do nothing: the application goes on with what it reads now, whether {dependency} works or not.
Seen: {seen}
Why: {why}

Normal:
{normalCommand}

Fallback ({fallback}):
{fallbackCommand}

Afterwards, so that the machine watches it:
{startCommand}
${FOOT}`,
    },
    'probe-blind': {
      subject: '[{severity}] {planTitle} - nothing outside answers from {region}; nothing was switched',
      sms: '{severity} {planTitle}: from {region} no dependency answers: our own way out is down. Nothing was switched. Check NAT and DNS.',
      body: `
Status: none of the external dependencies answers from {region}. What they have in common is the way from here, so nothing was switched.
Looked at: {dependency}, which looked out since {outSince}

Decision needed: yes. Look at the way to the internet of the private subnets: NAT gateway, route tables, DNS, network ACLs.
If you do nothing: nothing is switched from here, and a dependency that is really out is not noticed from here.
Seen: {seen}

If the application cannot reach {dependency} either, switch it by hand:
{fallbackCommand}
${FOOT}`,
    },
    'dependency-failed': {
      subject: '[{severity}] ACTION NEEDED {planTitle} - handling an external dependency failed',
      sms: '{severity} {planTitle}: handling an external dependency in {region} failed. A person must look whether the switch is right. See mail.',
      body: `
Status: the machine for external dependencies failed in {region}. Nothing happens by itself any more.
About: {dependency}, since {outSince}
Cause: {error}: {cause}

Decision needed: yes. Look what {parameter} holds, and whether {dependency} works.
If you do nothing: the application stays as it is.

Normal:
{normalCommand}

Fallback ({fallback}):
{fallbackCommand}

To start the machine again, which looks first and repeats nothing:
{startCommand}
${FOOT}`,
    },
  },
  contact: {
    'dependency-out': {
      subject: '{planTitle}: {dependency} does not answer us since {outSinceShort}',
      sms: '{planTitle}: {dependency} does not answer our requests since {outSinceShort}.',
      body: `
Hello,

Since {outSince} our requests to {dependency} have not been answered as usual.
We are going on without it for the time being, and use it again by ourselves once it has been stable for {stableFor}.

Would you please look into it? If you know the cause or when to expect it back, an answer to our team helps us.

Kind regards,
{planTitle}

This message was sent automatically.`,
    },
    'dependency-back': {
      subject: '{planTitle}: {dependency} answers us again',
      sms: '{planTitle}: {dependency} answers us again. Thank you.',
      body: `
Hello,

{dependency} has been answering us without a break since {wellSince}, and we use it again.
For us the matter is closed. If you know the cause, we would be glad to hear of it.

Thank you and kind regards,
{planTitle}

This message was sent automatically.`,
    },
  },
};
