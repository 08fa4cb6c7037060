import type { Objective } from '../../lambdas/domain/post-mortem-objectives.ts';
import type { PostMortemWords } from '../post-mortem/words.ts';

const plural = (count: number, one: string, many: string) => (count < 2 ? one : many);

const objectives: Record<Objective['name'], string> = {
  'scenario-rto': 'RTO du scénario',
  'severity-rto': 'RTO du niveau de sévérité',
  rto: 'RTO général',
  rpo: 'RPO (perte de données)',
  mttr: 'MTTR (moyenne visée)',
};

export const postMortem: PostMortemWords = {
  title: (incident) => `Post-Mortem : ${incident}`,
  scenarios: {
    'database-failover': 'panne de la base de données primaire',
    'region-failover': 'panne de région complète',
    'data-recovery': 'corruption de données',
    'app-server-failure': 'panne d’un serveur d’application',
    'dependency-outage': 'panne d’un service externe',
  },
  otherScenario: 'incident sans scénario',
  labels: {
    date: 'Date de l’incident',
    duration: 'Durée',
    severity: 'Niveau de sévérité',
    author: 'Auteur',
    reportDate: 'Date du rapport',
    users: 'Utilisateurs affectés',
    transactions: 'Transactions perdues',
    revenue: 'Revenus impactés',
    incident: 'Incident',
    cause: 'Cause indiquée à la clôture',
    resolution: 'Résolution indiquée à la clôture',
  },
  headings: {
    blanks: 'À compléter par une personne',
    summary: 'Résumé Exécutif',
    impact: 'Impact',
    timeline: 'Chronologie',
    split: 'Détecter, décider, agir, vérifier',
    rootCause: 'Cause Racine',
    factors: 'Facteurs Contributifs',
    well: 'Ce qui a bien fonctionné',
    improve: 'Ce qui peut être amélioré',
    actions: 'Actions Correctives',
    lessons: 'Leçons Apprises',
    checklist: 'Checklist de reprise',
    evidence: 'Preuves',
  },
  pair: (label, value) => `${label} : ${value}`,
  blank: (what) => `[À COMPLÉTER : ${what}]`,
  blanks: {
    author: { what: 'auteur', belongs: 'la personne qui relit, complète et signe ce document' },
    users: { what: 'nombre d’utilisateurs affectés', belongs: 'combien d’utilisateurs ont été gênés, et d’où vient ce nombre' },
    transactions: {
      what: 'transactions perdues',
      belongs: 'combien de transactions acquittées manquent : la machine ne l’a ni prouvé ni borné',
    },
    revenue: { what: 'revenus impactés', belongs: 'le montant perdu ou retardé, et comment il a été calculé' },
    'root-cause': { what: 'cause racine', belongs: 'pourquoi c’est arrivé, jusqu’à la cause que l’on peut supprimer' },
    'contributing-factors': { what: 'facteurs contributifs', belongs: 'ce qui a rendu l’incident possible, plus long ou plus grave' },
    well: { what: 'autres points positifs', belongs: 'ce qui a aidé et que les preuves ne montrent pas' },
    improve: { what: 'autres améliorations', belongs: 'ce qui a gêné et que les preuves ne montrent pas' },
    actions: { what: 'responsable et échéance', belongs: 'pour chaque action : qui, et pour quand ; écarter celles qui ne servent à rien' },
    lessons: { what: 'leçons apprises', belongs: 'ce que l’équipe fera autrement' },
  },
  blanksIntroduction:
    'Ce que la machine ne peut pas savoir. Chaque place est marquée dans le texte ; les indices viennent du registre, dans ses mots.',
  helps: 'Indices',
  stillOpen: 'toujours ouvert',
  notMeasured: 'non mesuré',
  changedSeverity: ({ time, from, to, by, reason }) => `${time} : de ${from} à ${to} par ${by} (${reason})`,
  summary: {
    opened: ({ time, incident, trigger, severity }) =>
      `Le ${time}, ${trigger} a ouvert un incident (${incident}), de sévérité ${severity}.`,
    triggers: { alarm: 'une alarme', person: 'une personne', schedule: 'le calendrier', unknown: 'un déclencheur inconnu' },
    outcome: {
      recovered: (duration) => `La reprise automatique a abouti ; l’incident a été clos après ${duration}.`,
      'by-hand': (duration) => `L’incident a été clos par une personne après ${duration}.`,
      'false-alarm': (duration) => `La vérification a montré que le primaire fonctionnait : fausse alerte, close après ${duration}.`,
    },
    open: 'L’incident n’est pas clos à la date de ce rapport.',
  },
  loss({ kind, bytes, seconds }, { duration, number }) {
    if (kind === 'proven-zero') return 'aucune écriture acquittée n’est perdue (prouvé par le quorum synchrone)';
    if (kind === 'no-failover') return 'aucune par une bascule : rien n’a été promu';
    if (kind === 'unknown') return 'inconnues : la machine n’a ni prouvé ni borné la perte';
    const most = [
      bytes === null ? 'un nombre d’octets inconnu' : `${number(bytes)} ${plural(bytes, 'octet', 'octets')} de WAL`,
      seconds === null ? 'une durée inconnue' : `les écritures acquittées de ${duration(seconds)}`,
    ];
    return `au plus ${most.join(' et ')} ; l’absence de perte n’est pas prouvée`;
  },
  diverged: (commits, many) =>
    `${commits} ${many ? 'transactions validées ne sont' : 'transaction validée n’est'} que sur le disque de l’ancien primaire (conservé comme preuve)`,
  columns: {
    time: 'Heure',
    event: 'Événement',
    action: 'Action',
    owner: 'Responsable',
    due: 'Échéance',
    status: 'Statut',
    part: 'Étape',
    took: 'Durée',
    objective: 'Objectif',
    target: 'Cible',
    measured: 'Mesuré',
    result: 'Résultat',
    item: 'Point',
    state: 'État qui le prouve',
    done: 'Fait',
    evidence: 'Preuve',
  },
  kinds: {
    opened: 'Ouverture',
    alarm: 'Alarme',
    state: 'État',
    command: 'Commande',
    measurement: 'Mesure',
    question: 'Question',
    decision: 'Décision',
    message: 'Message',
    acknowledged: 'Prise en charge',
    severity: 'Sévérité',
    note: 'Note',
    notice: 'Message aux utilisateurs',
    ended: 'Fin sans reprise',
    resolved: 'Clôture',
  },
  milestones: {
    detection: 'Détection de l’incident',
    'first-action': 'Première action',
    escalation: 'Escalade',
    resolution: 'Résolution',
  },
  split: {
    detect: 'Détecter',
    decide: 'Décider',
    act: 'Agir (isoler, promouvoir, basculer)',
    verify: 'Vérifier',
    whole: 'Temps de reprise, de la dernière sonde acquittée à la première écriture vérifiée',
  },
  objectives,
  results: { kept: 'tenu', missed: 'NON TENU', 'not-measured': 'non mesuré' },
  findings: {
    objective: ({ objective }, known) => known.objective(objective),
    'loss-proven-zero': () => 'Aucune écriture acquittée n’est perdue, et c’est prouvé.',
    'loss-not-proven': () => 'L’absence de perte n’est pas prouvée.',
    'false-alarm': () => 'Le primaire a été vérifié avant toute action : rien n’a été isolé ni promu.',
    acknowledged: ({ by, seconds }, { duration }) => `${by} a pris l’incident en charge ${duration(seconds)} après son ouverture.`,
    'nobody-acknowledged': () => 'Personne n’a pris l’incident en charge.',
    'messages-accepted': ({ count }) =>
      plural(count, 'Le message envoyé a été accepté.', `Les ${count} messages envoyés ont tous été acceptés.`),
    'messages-refused': ({ count, audiences }) =>
      `${count} ${plural(count, 'message n’a pas été accepté', 'messages n’ont pas été acceptés')} : ${audiences.join(', ')}.`,
    'nobody-decided': ({ question }) => `La question « ${question} » est restée sans réponse.`,
    'execution-failed': ({ endState, error }) => `Une exécution s’est terminée sans reprise : ${endState} (${error}).`,
    'items-open': ({ count }) =>
      `${count} ${plural(count, 'point de la checklist n’est pas prouvé', 'points de la checklist ne sont pas prouvés')}.`,
  },
  actions: {
    'rejoin-old-primary': () => 'Réintégrer l’ancien primaire comme réplica, ou le reconstruire',
    'restore-quorum': () => 'Remettre le quorum synchrone comme le plan le prévoit',
    'examine-divergence': ({ commits }) =>
      `Examiner ${commits === 1 ? 'la transaction' : `les ${commits} transactions`} que seul le disque de l’ancien primaire contient`,
    'reach-audience': ({ audience }) => `Rétablir les messages vers ${audience}`,
    'prove-items': ({ items }) => `Établir ${items.map((one) => `« ${one} »`).join(', ')}`,
    'remove-cause': ({ endState }) => `Supprimer la cause de « ${endState} »`,
    'answer-in-time': ({ question }) => `Faire en sorte que quelqu’un réponde à temps à « ${question} »`,
    'meet-objective': ({ objective }, known) => `Tenir l’objectif : ${known.objective(objective)}`,
  },
  toDecide: 'À décider',
  because: (evidence) => ` (indice : ${evidence})`,
  nothingShown: 'Les preuves ne montrent rien de tel.',
  checklist: {
    done: 'oui',
    open: 'NON',
    noList: 'Le plan n’a pas de checklist pour ce scénario.',
    noState: 'aucun',
  },
  evidence: {
    execution: 'Exécution',
    report: 'Rapport de la machine',
    states: 'États parcourus',
    unread: (why) => `non lu : ${why}`,
    none: 'Le registre ne nomme ni exécution ni rapport.',
    recordWords: 'Les textes du registre et des preuves sont ceux de la machine et des personnes, tels qu’ils ont été écrits.',
  },
};
