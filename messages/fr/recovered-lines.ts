/** Ce que la machine et l’échelle disent toutes deux d’une reprise. */
export const NEW_PRIMARY = `\
Nouveau primaire : {candidate} (avant : {fencedPrimary}, qui reste isolé)
Nouveau primaire : {candidate} (avant : {unfencedPrimary}, dont rien ne prouve l’arrêt : laissez-le éteint)`;

export const NOT_AS_BEFORE = `\
Uniquement sur le disque de {oldPrimary} : {diverged}
Uniquement sur le disque de {oldPrimary} : inconnu, car il n’a pas été lu (journal, en anglais) : {divergenceUnread}
Attention : {durabilityDegraded}
Attention : {fenceMayBeLeft}`;
