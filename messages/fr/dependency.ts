import type { DependencyTemplates } from '../dependency-template.ts';

const FOOT = `
Incident : {incidentId}
Exécution : {executionUrl}
Procédure : {runbookUrl}`;

/** Français. Chaque message dit ce qui est en panne et depuis quand, ce qui a été basculé, ce que les usagers remarquent, et ce que vaut le silence. */
export const dependencies: DependencyTemplates = {
  team: {
    'dependency-out': {
      subject: '[{severity}] {planTitle} - {dependency} en panne, application en mode de repli',
      sms: '{severity} {planTitle} : {dependency} en panne, repli actif ({region}). Retour automatique. Rien a faire.',
      body: `
Statut : {dependency} est en panne ; l’application de {region} est en mode de repli.
En panne depuis : {outSince} au plus tard, après {failedFor} d’échecs
Début : {startedAt}
Repli prévu par le plan : {fallback}
Ce que les usagers remarquent : {usersNotice}
Basculé : {parameter}, de {from} à {to}
Basculé sur ordre d’une personne : {reason}

Ce qui se passe maintenant : {watched}
{byHand}
Décision attendue : aucune.
Constat (journal, en anglais) : {seen}
Ce qui a été fait (journal, en anglais) : {why}

Pour revenir à la normale à la main, dans AWS CloudShell (région {region}) ou tout terminal avec AWS CLI :
{normalCommand}
${FOOT}`,
    },
    'dependency-back': {
      subject: '[RÉSOLU] {planTitle} - {dependency} fonctionne, retour à la normale',
      sms: 'RESOLU {planTitle} : {dependency} fonctionne, {region} est revenu a la normale ({backAtShort}). Rien a faire.',
      body: `
Statut : résolu. L’application de {region} utilise de nouveau {dependency}.
En panne depuis : {outSince}
Sans échec depuis : {wellSince} (exigé : {stableFor})
Rechutes entre-temps : {breaks}
Rebasculé : {parameter} à {to}, le {backAt}

Décision attendue : aucune. Ce que le repli a mis de côté, l’application doit le rattraper : vérifiez qu’elle le fait.
Sans réaction de votre part : plus rien ne se passe.
Constat (journal, en anglais) : {seen}
Ce qui a été fait (journal, en anglais) : {why}

Pour basculer en repli à la main, dans AWS CloudShell (région {region}) ou tout terminal avec AWS CLI :
{fallbackCommand}
${FOOT}`,
    },
    'dependency-stuck': {
      subject: '[{severity}] ACTION REQUISE {planTitle} - {dependency} ne revient pas, le repli reste actif',
      sms: '{severity} {planTitle} : {dependency} ne revient pas. {region} RESTE en repli tant que personne ne rebascule. Voir courriel.',
      body: `
Statut : {dependency} n’a pas fonctionné assez longtemps pendant toute cette durée. La machine a cessé d’attendre.
En panne depuis : {outSince}
Rechutes entre-temps : {breaks}
L’application de {region} reste en mode de repli : {fallback} ({parameter} contient {to})
Ce que les usagers remarquent : {usersNotice}

Décision attendue : oui. Plus rien ne se passe tout seul.
Sans réaction de votre part : l’application reste en repli, même quand {dependency} fonctionnera de nouveau.
Dernier constat (journal, en anglais) : {seen}

Pour que la machine continue d’attendre et rebascule toute seule :
{startCommand}

Pour revenir à la normale tout de suite, à la main :
{normalCommand}
${FOOT}`,
    },
    'dependency-refused': {
      subject: '[{severity}] ACTION REQUISE {planTitle} - {dependency} : réglage laissé tel quel',
      sms: '{severity} {planTitle} : {dependency} : valeur inconnue du reglage ({region}), laissee telle quelle. A regler a la main. Voir courriel.',
      body: `
Statut : {parameter} ({region}) ne contient pas ce que le plan connaît. Rien n’a été écrasé.
Valeur présente : {holds}
{dependency} depuis : {outSince}

Décision attendue : oui. Quelqu’un a mis une autre valeur, ou le paramètre n’existe pas. Trouvez qui et pourquoi, puis mettez l’une des deux.
Sans réaction de votre part : l’application continue avec ce qu’elle lit, que {dependency} fonctionne ou non.
Constat (journal, en anglais) : {seen}
Raison (journal, en anglais) : {why}

Normal :
{normalCommand}

Repli ({fallback}) :
{fallbackCommand}

Ensuite, pour que la machine surveille :
{startCommand}
${FOOT}`,
    },
    'probe-blind': {
      subject: '[{severity}] {planTitle} - rien ne répond vu de {region} ; rien n’a été basculé',
      sms: "{severity} {planTitle} : vu de {region}, aucune dependance ne repond : notre acces est coupe. Rien n'est bascule. Voir NAT, DNS.",
      body: `
Statut : aucune dépendance externe ne répond vu de {region}. Ce qu’elles ont en commun, c’est le chemin depuis ici : rien n’a donc été basculé.
Examiné : {dependency}, qui semblait en panne depuis {outSince}

Décision attendue : oui. Vérifiez l’accès à internet des sous-réseaux privés : passerelle NAT, tables de routage, DNS, ACL réseau.
Sans réaction de votre part : rien n’est basculé d’ici, et une vraie panne d’une dépendance n’est pas vue d’ici.
Constat (journal, en anglais) : {seen}

Si l’application ne joint pas {dependency} non plus, basculez à la main :
{fallbackCommand}
${FOOT}`,
    },
    'dependency-failed': {
      subject: '[{severity}] ACTION REQUISE {planTitle} - échec du traitement d’une dépendance externe',
      sms: "{severity} {planTitle} : echec du traitement d'une dependance externe ({region}). Verifiez le reglage a la main. Voir courriel.",
      body: `
Statut : la machine des dépendances externes a échoué ({region}). Plus rien ne se passe tout seul.
Concerne : {dependency}, depuis {outSince}
Cause (journal, en anglais) : {error} : {cause}

Décision attendue : oui. Regardez ce que contient {parameter}, et si {dependency} fonctionne.
Sans réaction de votre part : l’application reste comme elle est.

Normal :
{normalCommand}

Repli ({fallback}) :
{fallbackCommand}

Pour relancer la machine, qui observe d’abord et ne répète rien :
{startCommand}
${FOOT}`,
    },
  },
  contact: {
    'dependency-out': {
      subject: '{planTitle} : {dependency} ne nous répond plus depuis {outSinceShort}',
      sms: '{planTitle} : {dependency} ne repond plus a nos requetes depuis {outSinceShort}.',
      body: `
Bonjour,

Depuis le {outSince}, nos requêtes vers {dependency} n’obtiennent plus de réponse normale.
Nous continuons sans ce service pour le moment, et l’utiliserons de nouveau dès qu’il aura été stable pendant {stableFor}.

Pourriez-vous vérifier de votre côté ? Si vous connaissez la cause ou l’heure du retour, une réponse à notre équipe nous aiderait.

Cordialement,
{planTitle}

Ce message a été envoyé automatiquement.`,
    },
    'dependency-back': {
      subject: '{planTitle} : {dependency} nous répond de nouveau',
      sms: '{planTitle} : {dependency} nous repond de nouveau. Merci.',
      body: `
Bonjour,

{dependency} nous répond sans interruption depuis le {wellSince}, et nous l’utilisons de nouveau.
Pour nous, l’incident est clos. Si vous en connaissez la cause, nous serions heureux de l’apprendre.

Merci et cordialement,
{planTitle}

Ce message a été envoyé automatiquement.`,
    },
  },
};
