import type { Templates } from '../template.ts';
import { NEW_PRIMARY, NOT_AS_BEFORE } from './recovered-lines.ts';

/** Français. Chaque message dit ce qui s'est passé, ce qui tourne, s'il faut décider, et ce que vaut le silence. */
export const notifications: Templates = {
  'decision-needed': {
    subject: '[{severity}] DÉCISION ATTENDUE {planTitle} - la bascule de la base vous attend',
    body: `
Statut : la reprise attend une personne. Rien n’a été promu.
Début : {startedAt}
Ancien primaire : {oldPrimary} ({region}) : {verdict}
Candidat : {candidate}

Décision attendue : {asks}
Ce qui est connu (journal, en anglais) : {asked}
Perte possible : {lossProven}
Perte possible : {lossBounded}
Perte possible : {lossUnbounded}

Si vous approuvez : {approving}.
Si vous refusez : {declining}.
Si personne ne répond avant {decideBy} : comme un refus ; rien n’est promu.

Pour approuver, dans AWS CloudShell (région {region}) ou tout terminal avec AWS CLI ; écrire votre nom et votre raison (sans apostrophe) :
{approveCommand}
Ou sans AWS CLI, sur une page qui montre la question, puis demande (une seule fois) : {approveLink}

Pour refuser :
{declineCommand}
Ou : {declineLink}

La première réponse compte. Elle est enregistrée avec votre nom, votre raison et l’heure.
Incident : {incidentId}
Exécution : {executionUrl}
Procédure : {runbookUrl}`,
    sms: `
{severity} {planTitle} : DÉCISION ATTENDUE, la bascule de la base vous attend.
Silence jusqu’à {shortDecideBy} = refus.
Commandes par e-mail.
#{shortId}`,
  },
  recovered: {
    subject: '[RÉSOLU] Incident {planTitle} - base de données rétablie sur {candidate}',
    body: `
Statut : résolu.
Début : {startedAt}
${NEW_PRIMARY}
Durée de reprise : {recoveryTime} (objectif : {recoveryTimeObjective})
Attention : {objectiveMissed}
Perte de données : {lossProven}
Perte de données : {lossBounded}
Perte de données : {lossUnbounded}
${NOT_AS_BEFORE}

Cause constatée : {verdict}
Décision attendue : aucune dans l’immédiat. L’ancien primaire doit être réintégré comme réplica par une personne ; son répertoire de données est une preuve et n’a pas été touché.

Perte, en détail (journal, en anglais) : {lossStatement}
Incident : {incidentId}
Rapport : {report}
Exécution : {executionUrl}
Procédure : {runbookUrl}`,
    sms: `
RÉSOLU {planTitle} : base de données rétablie.
Nouveau primaire {candidate}.
Durée {recoveryTime}.
Aucune décision.
Détails par e-mail.
#{shortId}`,
  },
  'false-alarm': {
    subject: '[{severity}] {planTitle} - fausse alerte, la base de données fonctionne',
    body: `
Statut : clos, rien n’a été modifié.
Début : {startedAt}, lancé par {trigger}
Constat : {verdict} ({oldPrimary}).

Décision attendue : aucune. Cherchez pourquoi l’alarme s’est déclenchée.

Motif : {reason}
Détail (journal, en anglais) : {why}
Incident : {incidentId}
Rapport : {report}
Exécution : {executionUrl}
Procédure : {runbookUrl}`,
    sms: `
{severity} {planTitle} : fausse alerte, la base fonctionne.
Rien n’a été modifié, aucune décision.
#{shortId}`,
  },
  held: {
    subject: '[{severity}] DÉCISION ATTENDUE {planTitle} - bascule suspendue',
    body: `
Statut : suspendu, une personne doit décider. Aucun réplica n’a été promu.
Début : {startedAt}
Ancien primaire : {oldPrimary} ({region}) : {verdict}
Candidat : {candidate}
Perte possible : {lossBounded}
Perte possible : {lossUnbounded}

NE REDÉMARREZ PAS {doNotStart} : son instance a été arrêtée pour l’isoler. Tant que l’enregistrement DNS d’écriture la désigne, ou que le DNS la donne encore (jusqu’à une minute après la bascule), elle reviendrait comme second primaire.
Pourquoi une personne (journal, en anglais) : {cause}
Sans réaction de votre part : rien n’est promu, la base de données reste dans son état actuel.

Décision attendue : oui ; la procédure dit laquelle, et comment.
{whatToDo}
{acceptRisk}
{startAgain}

Constat (journal, en anglais) : {why}
Incident : {incidentId} (laissé ouvert)
Rapport : {report}
Exécution : {executionUrl}
Procédure : {runbookUrl}
Prochaine mise à jour : aucune automatique ; l’incident reste ouvert tant que personne n’agit. Faites le point avant {nextUpdate}`,
    sms: `
{severity} {planTitle} : DÉCISION ATTENDUE, bascule suspendue.
Silence : rien n’est promu.
NE REDÉMARREZ PAS {doNotStart}.
Voir e-mail.
#{shortId}`,
  },
  relieved: {
    subject: '[{severity}] ACTION REQUISE {planTitle} - la base écrit, durabilité réduite',
    body: `
Statut : les clients écrivent de nouveau. Pas de bascule : {oldPrimary} ({region}) reste le primaire.
Début : {startedAt}

Constat : aucune validation (COMMIT) ne revenait, car ces réplicas synchrones n’acquittaient plus rien : {silentStandbys}.
Modification : ils ont été retirés du quorum. synchronous_standby_names valait {quorumBefore} et vaut maintenant {quorumNow}.
Conséquence : les écritures sont acquittées sur moins de disques que le plan ne le promet. Si {oldPrimary} est perdu maintenant, des écritures acquittées peuvent l’être aussi.

Décision attendue : oui. Remettez les réplicas muets en service, puis rétablissez le quorum : la procédure dit comment.
Sans réaction de votre part : les clients continuent d’écrire ainsi, et le primaire garde le WAL des réplicas absents jusqu’à remplir son disque ; rien ne rétablit le quorum tout seul.

Détail (journal, en anglais) : {cause}
Incident : {incidentId} (laissé ouvert)
Rapport : {report}
Exécution : {executionUrl}
Procédure : {runbookUrl}
Faites le point avant {nextUpdate}`,
    sms: `
{severity} {planTitle} : ACTION REQUISE, la base écrit mais moins durable.
Silence : cela dure.
Remettre les réplicas, voir e-mail.
#{shortId}`,
  },
  stopped: {
    subject: '[{severity}] DÉCISION ATTENDUE {planTitle} - deux primaires de base de données',
    body: `
Statut : arrêté. Deux nœuds acceptent des écritures ; la machine n’a rien modifié.
Début : {startedAt}
Désigné par l’enregistrement DNS d’écriture : {oldPrimary} ({region})

Constat (journal, en anglais) : {cause}
Décision attendue : oui, tout de suite. Chaque écriture arrive sur l’un et manque sur l’autre.
Sans réaction de votre part : plus rien ne se passe tout seul, et les deux continuent d’accepter des écritures.

Trouvez sur lequel les clients écrivent, arrêtez l’autre et gardez son répertoire de données : la procédure dit comment. Ne relancez pas la machine avant.

Incident : {incidentId} (laissé ouvert)
Rapport : {report}
Exécution : {executionUrl}
Procédure : {runbookUrl}
Faites le point avant {nextUpdate}`,
    sms: `
{severity} {planTitle} : DÉCIDER TOUT DE SUITE, deux primaires écrivent.
Silence : les deux continuent.
Voir e-mail.
#{shortId}`,
  },
  failed: {
    subject: '[{severity}] ACTION REQUISE {planTitle} - échec de la bascule de la base de données',
    body: `
Statut : la reprise a échoué. L’incident reste ouvert.
Début : {startedAt}
Ancien primaire : {oldPrimary} ({region})
Candidat : {candidate}

NE REDÉMARREZ PAS {doNotStart} : son instance a été arrêtée pour l’isoler. Tant que l’enregistrement DNS d’écriture la désigne, ou que le DNS la donne encore (jusqu’à une minute après la bascule), elle reviendrait comme second primaire.
LES COMMITS PEUVENT RESTER BLOQUÉS : le nom d’écriture désigne déjà {commitsMayHang}, et aucun commit n’y a été vu aboutir. Les clients attendent jusqu’à ce que la machine ait terminé, ou qu’une personne ait réglé synchronous_standby_names.
Cause (journal, en anglais) : {error} : {cause}
Décision attendue : oui. Plus rien ne se passe tout seul.
L’état dans lequel la base de données a été laissée figure dans le rapport ci-dessous.
{startAgain}

Motif du lancement : {reason}
Incident : {incidentId}
Rapport : {report}
Exécution : {executionUrl}
Procédure : {runbookUrl}
Faites le point avant {nextUpdate}`,
    sms: `
{severity} {planTitle} : ACTION REQUISE, bascule échouée.
Silence : rien ne se passe.
NE REDÉMARREZ PAS {doNotStart}.
Voir e-mail.
#{shortId}`,
  },
};
