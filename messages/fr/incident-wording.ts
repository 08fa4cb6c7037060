import type { IncidentWording } from '../incident-wording.ts';

export const incidentWording: IncidentWording = {
  scenarios: {
    'database-failover': {
      what: 'panne de la base',
      happened: 'la base de données primaire n’accepte plus d’écritures',
      publicImpact: 'les nouvelles opérations ne peuvent pas être enregistrées',
    },
    'region-failover': {
      what: 'panne de région',
      happened: 'la région principale est hors service',
      publicImpact: 'le service est indisponible',
    },
    'data-recovery': {
      what: 'données altérées',
      happened: 'des données sont corrompues et doivent être restaurées',
      publicImpact: 'le service est arrêté pendant que des données sont restaurées',
    },
    'app-server-failure': {
      what: 'panne serveur',
      happened: 'un serveur d’application est hors service ; les autres prennent le relais',
      publicImpact: 'le service peut répondre plus lentement que d’habitude',
    },
    'dependency-outage': {
      what: 'panne externe',
      happened: 'un service extérieur dont l’application dépend ne répond plus',
      publicImpact: 'certaines opérations peuvent être retardées ou indisponibles',
    },
    other: { what: 'incident signalé', happened: 'incident signalé, voir le motif', publicImpact: undefined },
  },
  publicImpacts: {
    P1: 'le service est indisponible',
    P2: 'des fonctions importantes sont indisponibles',
    P3: 'le service répond plus lentement que d’habitude',
    P4: 'une fonction secondaire est indisponible',
  },
  doings: {
    recovering: {
      now: 'la machine de reprise travaille et vérifie chacune de ses étapes.',
      decision: 'aucune pour l’instant. Prenez l’incident en charge, suivez la reprise, ne touchez à aucun nœud à la main.',
      silence: 'la reprise continue toute seule.',
      short: 'reprise auto, rien à décider',
    },
    waits: {
      now: 'la machine s’est arrêtée devant une question et attend la réponse d’une personne.',
      decision: 'OUI : répondez à la question ci-dessous.',
      silence: 'à l’échéance, le silence vaut refus ; la machine s’arrête et l’incident reste ouvert.',
      short: 'DÉCISION ATTENDUE',
    },
    'to-be-decided': {
      now: 'la machine de reprise ne doit pas en décider seule : elle va interroger une personne, ou s’arrêter et le lui laisser.',
      decision: 'OUI : son prochain message dit laquelle, et comment répondre.',
      silence: 'rien n’est promu, la panne dure.',
      short: 'ne peut décider seule',
    },
    held: {
      now: 'plus rien : elle s’est arrêtée sans rien promouvoir, car elle ne doit pas décider seule.',
      decision: 'OUI : la procédure dit laquelle, et comment relancer la machine.',
      silence: 'rien ne se passe tout seul, tout reste dans l’état actuel.',
      short: 'suspendu, DÉCISION ATTENDUE',
    },
    stopped: {
      now: 'plus rien : deux nœuds acceptent des écritures, et elle n’a rien modifié.',
      decision: 'OUI, tout de suite : choisir lequel des deux reste ; la procédure dit comment. Ne relancez pas la machine avant.',
      silence: 'les deux continuent d’accepter des écritures, et celles de l’un des deux seront perdues.',
      short: 'deux primaires, DÉCIDER',
    },
    failed: {
      now: 'plus rien : elle a échoué, l’incident reste ouvert.',
      decision: 'OUI : lever la cause ci-dessous, puis relancer la machine ou suivre la procédure à la main.',
      silence: 'rien ne se passe tout seul, la panne dure.',
      short: 'reprise échouée, AGIR',
    },
    'less-durable': {
      now: 'plus rien : les clients écrivent de nouveau, mais sur moins de disques que le plan ne le promet.',
      decision: 'OUI : remettre les réplicas muets en service, puis rétablir le quorum ; la procédure dit comment.',
      silence: 'les clients continuent d’écrire ainsi ; si le primaire est perdu, des écritures acquittées peuvent l’être aussi.',
      short: 'écrit, moins durable, AGIR',
    },
    'by-hand': {
      now: 'rien : aucune machine ne traite cet incident, des personnes le font à la main.',
      decision: 'OUI : quelqu’un doit le prendre en charge et suivre la procédure.',
      silence: 'rien ne se passe tout seul, la panne dure.',
      short: 'à traiter à la main',
    },
    recovered: {
      now: 'elle a terminé : le service est rétabli, et elle l’a vérifié.',
      decision: 'aucune dans l’immédiat.',
      silence: 'rien de plus ne se passe, et rien de plus n’est nécessaire aujourd’hui.',
      short: 'rétabli',
    },
    'false-alarm': {
      now: 'elle a terminé : c’était une fausse alerte, rien n’a été modifié.',
      decision: 'aucune. Cherchez pourquoi l’alarme s’est déclenchée.',
      silence: 'rien de plus ne se passe.',
      short: 'fausse alerte',
    },
    'resolved-by-hand': {
      now: 'rien : une personne a déclaré l’incident résolu.',
      decision: 'aucune dans l’immédiat.',
      silence: 'rien de plus ne se passe.',
      short: 'résolu à la main',
    },
  },
  happened: (what, trigger) => `${what} (incident ouvert par ${trigger})`,
  ended: ({ state, error, cause, at }) => `${state}${at === undefined ? '' : `, le ${at}`} (journal, en anglais) : ${error} : ${cause}`,
  unanswered: (question, until) =>
    `« ${question} » est restée sans réponse jusqu’au ${until} : cela vaut refus, plus aucune réponse n’est prise.`,
  otherQuestion: { approving: 'la machine fait ce qu’elle demande', declining: 'la machine ne le fait pas' },
  acknowledged: (by, at, reason) => `${by}, le ${at}${reason === undefined ? '' : ` : ${reason}`}`,
  nobodyAcknowledged: 'personne n’a encore pris cet incident en charge.',
  nobodyToldBefore: 'personne',
  next: {
    acknowledged: (by) => `l’appel s’arrête, car ${by} s’en occupe ; les points de situation continuent.`,
    rung: (audience, at) => `si personne ne prend l’incident en charge, ${audience} est prévenu à son tour le ${at}.`,
    repeat: (at) => `si personne ne prend l’incident en charge, le dernier échelon est prévenu de nouveau le ${at}.`,
    nobody: 'le plan ne prévient plus personne d’autre ; les points de situation continuent.',
    over: 'l’incident est clos, plus personne n’est appelé.',
  },
  shortNext: {
    acknowledged: (_by, update) => `Point à ${update}.`,
    rung: (audience, at) => `Sinon ${audience} à ${at}.`,
    repeat: (at) => `Sinon rappel à ${at}.`,
    nobody: (update) => `Point à ${update}.`,
    over: 'Clos.',
  },
  shortAsk: 'Prendre en charge.',
  nothingNew: '- rien de nouveau au journal',
  leftOut: (count) =>
    `- et ${count} ${count === 1 ? 'autre entrée plus ancienne' : 'autres entrées plus anciennes'}, voir le journal de l’incident`,
  unknown: 'inconnu',
  ladder: (severity, acknowledged) =>
    acknowledged
      ? `l’incident est pris en charge : personne de plus n’est appelé ; les points de situation vont aux échelons de ${severity} déjà prévenus.`
      : `les échelons suivants sont ceux de ${severity}, comptés depuis le début de l’incident ; ceux qui sont déjà dus sont prévenus tout de suite.`,
  causeUnknown: 'à établir dans le post-mortem',
  resolutions: {
    recovered: 'la machine de reprise a rétabli le service et l’a vérifié',
    'false-alarm': 'rien n’était en panne ; rien n’a été modifié',
    'resolved-by-hand': 'résolu à la main',
  },
  noActions: '- aucune n’est encore écrite ; une personne les inscrit dans le post-mortem',
  lossNotMeasured: 'non mesurée',
  hours: (count) => `${count} ${count === 1 ? 'heure' : 'heures'}`,
  notices: { interruption: 'interruption', resolution: 'rétablissement' },
  publicLoss:
    'Des opérations faites juste avant l’interruption peuvent manquer. Merci de vérifier que vos dernières opérations sont bien enregistrées.',
  estimate: (at) => `vers le ${at} (estimation, sans garantie)`,
  noEstimate: 'pas encore connue ; nous vous la donnerons dès que possible',
  shortEstimate: (at) => `Retour estimé : ${at}.`,
  howTo: ({ purpose, command, program, link, linkWorksFor }) =>
    [
      `${purpose} :`,
      command,
      `ou : ${program}`,
      ...(link === undefined ? [] : [`ou par ce lien, qui sert une seule fois, pendant ${linkWorksFor} : ${link}`]),
    ].join('\n'),
  purposes: {
    acknowledge: 'Pour prendre l’incident en charge (arrête l’appel ; AWS CLI ou CloudShell, écrire nom et raison sans apostrophe)',
    approve: 'Pour approuver',
    decline: 'Pour refuser',
    severity: 'Pour changer la gravité (P1 à P4)',
    note: 'Pour ajouter une note (« action: ... » pour une action préventive)',
    resolve: 'Pour déclarer l’incident résolu',
    approveNotice: 'Pour approuver et envoyer ce texte (AWS CLI ou CloudShell, écrire nom et raison sans apostrophe)',
    declineNotice: 'Pour refuser ce texte',
  },
  toWrite: {
    name: '<votre nom>',
    reason: '<pourquoi>',
    cause: '<la cause>',
    resolution: '<ce qui a résolu>',
    severity: '<P1 P2 P3 ou P4>',
  },
};
