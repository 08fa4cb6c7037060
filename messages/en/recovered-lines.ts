/** What the machine and the ladder both say of a recovery. */
export const NEW_PRIMARY = `\
New primary: {candidate} (was {fencedPrimary}, which stays fenced)
New primary: {candidate} (was {unfencedPrimary}, of which nothing proves that it has stopped: keep it off)`;

export const NOT_AS_BEFORE = `\
Only on the disk of {oldPrimary}: {diverged}
Only on the disk of {oldPrimary}: not known, because it was not read: {divergenceUnread}
Attention: {durabilityDegraded}
Attention: {fenceMayBeLeft}`;
