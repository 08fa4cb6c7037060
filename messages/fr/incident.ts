import type { IncidentTemplates } from '../template.ts';
import { NEW_PRIMARY, NOT_AS_BEFORE } from './recovered-lines.ts';

/** Ce qui se passe maintenant, et ce qui vaut une réponse : dans chaque message tant que l’incident est ouvert. */
const STATE = `
Ce que fait la machine : {machineNow}
Fin de la dernière exécution : {ended}
Décision attendue : {decision}
Question : {asks}
Ce qui est connu (journal, en anglais) : {asked}
Si vous approuvez : {approving}.
Si vous refusez, ou si personne ne répond avant le {decideBy} : {declining}.
Question ancienne : {unanswered}

Sans réaction de votre part : {silence}
Ensuite : {next}
Prochaine mise à jour : {nextUpdate}`;

const ANSWERS = `
{toApprove}

{toDecline}`;

const FOOT = `
Motif : {reason}
Incident : {incidentId} (région {region})
Exécution : {executionUrl}
Procédure : {runbookUrl}`;

const WHAT = `
Ce qui s’est passé : {happened}
Gravité : {severity} {severityName} - {severityDescription}
Impact : {impact}
Début : {startedAt}`;

/** Français. Chaque message dit ce qui s’est passé, ce que fait la machine, s’il faut décider, ce que vaut le silence et qui vient ensuite. */
export const incident: IncidentTemplates = {
  'incident-opened': {
    subject: '[{severity}] Incident {planTitle} - {what} : {shortDoing}',
    body: `
Statut : incident ouvert.
${WHAT}
${STATE}

${ANSWERS}

{toAcknowledge}

{toResolve}
${FOOT}`,
    sms: `
{severity} {planTitle} : {what}.
{shortDoing}.
{shortAsk}
{shortNext}
#{shortId}`,
  },
  'incident-escalated': {
    subject: '[{severity}] Incident {planTitle} - {what}, sans prise en charge depuis {elapsed}',
    body: `
Statut : incident ouvert, sans prise en charge depuis {elapsed}.
Prévenus maintenant : {hears}, car le plan les appelle à ce moment quand personne ne prend en charge un incident {severity}.
Prévenus avant vous : {told}
Prise en charge : {acknowledged}
${WHAT}
${STATE}

${ANSWERS}

{toAcknowledge}

{toResolve}
${FOOT}`,
    sms: `
{severity} {planTitle} : {what}, sans réponse ({shortElapsed}).
{shortDoing}.
{shortNext}
#{shortId}`,
  },
  'incident-repeated': {
    subject: '[{severity}] Incident {planTitle} - RAPPEL : {what}, toujours sans prise en charge',
    body: `
Statut : incident ouvert, sans prise en charge depuis {elapsed}. Ceci est un rappel au dernier échelon.
Déjà prévenus, sans prise en charge : {told}
Prise en charge : {acknowledged}
${WHAT}
${STATE}

${ANSWERS}

{toAcknowledge}

{toResolve}
${FOOT}`,
    sms: `
RAPPEL {severity} {planTitle} : {what}, sans réponse ({shortElapsed}).
{shortDoing}.
{shortNext}
#{shortId}`,
  },
  'incident-update': {
    subject: '[{severity}] Incident {planTitle} - point : {what}, {shortDoing}',
    body: `
Statut : point de situation, {elapsed} après le début.
${WHAT}
Prise en charge : {acknowledged}

Depuis le dernier point (journal, en anglais) :
{changes}
${STATE}

${ANSWERS}

{toAcknowledge}

{toResolve}

{toNote}

{toChangeSeverity}
${FOOT}`,
    sms: `
{severity} {planTitle}, point : {what}.
{shortDoing}.
{shortAsk}
{shortNext}
#{shortId}`,
  },
  'incident-acknowledged': {
    subject: '[{severity}] Incident {planTitle} - pris en charge par {shortBy}',
    body: `
Statut : pris en charge.
Prise en charge : {acknowledged}
${WHAT}
${STATE}
${ANSWERS}

{toResolve}

{toNote}
${FOOT}`,
    sms: `
{severity} {planTitle} : {what}, pris en charge par {shortBy}.
{shortDoing}.
{shortNext}
#{shortId}`,
  },
  'severity-changed': {
    subject: '[{severity}] Incident {planTitle} - gravité {severityFrom} -> {severityTo} : {what}',
    body: `
Statut : la gravité passe de {severityFrom} à {severityTo}.
Changée par : {severityBy}
Raison : {severityReason}
Ce que cela change : {ladder}
${WHAT}
Prise en charge : {acknowledged}
${STATE}

${ANSWERS}

{toAcknowledge}

{toChangeSeverity}
${FOOT}`,
    sms: `
{severityTo} (avant {severityFrom}) {planTitle} : {what}.
{shortDoing}.
{shortAsk}
{shortNext}
#{shortId}`,
  },
  'incident-resolved': {
    subject: '[RÉSOLU] Incident {planTitle} - {what}',
    body: `
Statut : résolu, par {resolvedBy}.
Début : {startedAt}
Fin : {resolvedAt}
Durée totale : {duration}
${NEW_PRIMARY}
Durée de reprise mesurée : {recoveryTime} (objectif : {recoveryTimeObjective})
Attention : {objectiveMissed}

Ce qui s’est passé : {happened}
Impact : {impact}
Cause : {resolvedCause}
Résolution : {resolution}
Perte de données : {loss}
${NOT_AS_BEFORE}
À la main, plus tard : {oldPrimary} doit être réintégré comme réplica ; son répertoire de données est une preuve et n’a pas été touché.

Actions préventives :
{preventiveActions}

Ce que fait la machine : {machineNow}
Décision attendue : {decision}
Sans réaction de votre part : {silence}
Ensuite : {next}

Un rapport d’incident détaillé sera disponible sous {detailedReportWithin}.
Rapport de la machine : {report}
Post-mortem, à compléter : {postMortem}

{toNote}
${FOOT}`,
    sms: `
RÉSOLU {planTitle} : {what}, {shortDoing}.
Nouveau primaire {candidate}.
Durée {duration}.
Aucune décision, plus d’appel.
#{shortId}`,
  },
  'notice-drafted': {
    subject: '[{severity}] APPROBATION ATTENDUE {planTitle} - texte pour les utilisateurs ({noticeKind})',
    body: `
Statut : un texte pour les utilisateurs ({noticeKind}) attend l’approbation d’une personne.
Décision attendue : OUI : lisez le texte ci-dessous, puis approuvez ou refusez.
Si vous approuvez : il est envoyé tel quel à {noticeAudience} et publié sur la page d’état.
Si vous refusez : il n’est pas envoyé ; la raison est notée.
Sans réaction de votre part : il n’est PAS envoyé.

Texte proposé :
------------------------------
{noticeText}
------------------------------

{toApproveNotice}

{toDeclineNotice}
${WHAT}
Ce que fait la machine : {machineNow}
Ensuite : {next}
Prochaine mise à jour : {nextUpdate}
${FOOT}`,
    sms: `
{severity} {planTitle} : APPROUVER ou refuser le texte pour les utilisateurs ({noticeKind}), voir e-mail.
Silence : pas envoyé.
#{shortId}`,
  },
  'interruption-notice': {
    subject: 'Interruption de service {planTitle}',
    body: `
Chers utilisateurs,

Nous rencontrons actuellement des difficultés techniques affectant {service}.

Impact : {publicImpact}
Début : {startedAt}
Estimation de résolution : {estimate}

Nous travaillons activement à la résolution de ce problème.
Nous vous tiendrons informés de l’évolution de la situation.

Nous vous prions de nous excuser pour la gêne occasionnée.

L’équipe {planTitle}`,
    sms: `
{planTitle} : interruption depuis {shortStart}, {service}.
{shortEstimate}
Veuillez nous excuser.`,
  },
  'resolution-notice': {
    subject: '[RÉSOLU] Interruption de service {planTitle}',
    body: `
Chers utilisateurs,

Les difficultés techniques affectant {service} sont résolues.

Impact : {publicImpact}
Début : {startedAt}
Fin : {resolvedAt}
Durée totale : {duration}

{publicLoss}

Nous vous prions de nous excuser pour la gêne occasionnée.

L’équipe {planTitle}`,
    sms: `
{planTitle} : service rétabli, {service}.
Fin : {shortEnd}.
Veuillez nous excuser pour la gêne.`,
  },
};
