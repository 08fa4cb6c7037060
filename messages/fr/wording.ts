import type { Wording } from '../wording.ts';

export const wording: Wording = {
  verdicts: {
    healthy: 'le primaire acquitte les écritures',
    restarting: 'le primaire est en cours de démarrage',
    'unreachable-from-here': 'le primaire ne nous répond pas, mais ses réplicas reçoivent encore ses données',
    down: 'le primaire est hors service',
    blind: 'ni le primaire ni aucun réplica ne répond : l’état est inconnu',
    'commit-stalled': 'le primaire répond, mais les validations (COMMIT) ne reviennent pas',
    degraded: 'le primaire répond, mais ne peut pas écrire',
    'split-brain': 'deux nœuds acceptent des écritures',
    'primary-unclear': 'on ne sait pas avec certitude quel nœud est le primaire',
    'promoted-before': 'une exécution antérieure de cet incident a déjà engagé une promotion',
    unknown: 'le primaire n’a pas été évalué',
  },
  whatToDo: {
    blind:
      'Que faire : personne ne peut être promu, car aucun réplica ne répond. Remettez en service l’ancien primaire ou un réplica, selon ce qui va le plus vite : vérifiez hôte, réseau et alimentation de chacun. Ce qui a été acquitté se trouve sur leurs disques : n’en reconstruisez aucun.',
    degraded:
      'Que faire : le primaire fonctionne et n’est pas abandonné pour cela. Rendez-lui l’écriture : libérez de la place sur son disque (53100), des connexions (53300), ou levez la cause du constat ci-dessous. Ne supprimez rien à la main dans son répertoire de données.',
  },
  triggers: { alarm: 'une alarme', person: 'une personne', schedule: 'le calendrier', unknown: 'inconnu' },
  unknown: 'inconnu',
  lossProven: 'aucune écriture acquittée n’est perdue (prouvé par le quorum synchrone)',
  lossBounded: (seconds, bytes) =>
    `les écritures acquittées des dernières ${seconds} au plus peuvent être perdues${bytes === undefined ? '' : ` (${bytes} ${Number(bytes) < 2 ? 'octet de WAL connu comme manquant' : 'octets de WAL connus comme manquants'})`}`,
  diverged: (commits, { atLeast, lastAt, evidence }) =>
    `${atLeast ? 'au moins ' : ''}${commits} ${commits === '1' ? 'transaction validée' : 'transactions validées'} que le nouveau primaire n’a pas${lastAt === undefined ? '' : `, la dernière le ${lastAt}`} ; ${evidence === undefined ? 'les preuves ne sont que sur son hôte' : `preuves : ${evidence}`}`,
  lossUnbounded: 'la perte possible ne peut pas être bornée',
  durabilityDegraded: 'moins de réplicas synchrones que prévu par le plan ; durabilité dégradée jusqu’à leur retour',
  objectiveMissed: (objective) => `l’objectif de ${objective} n’est pas tenu`,
  nameToWrite: '<votre nom>',
  questions: {
    'give-up-primary': {
      asks: 'Abandonner le primaire ? Il ne nous répond pas, mais d’autres le joignent encore : il sert peut-être des clients en ce moment.',
      approving:
        'l’ancien primaire est isolé (ses clients le perdent), puis le réplica le plus avancé est promu ; la question vous est posée encore une fois si une perte ne peut être exclue',
      declining: 'le primaire reste en place ; réparer le réseau entre les fonctions et le primaire',
    },
    'promote-unfenced': {
      asks: 'Promouvoir un réplica bien que rien ne prouve l’arrêt de l’ancien primaire ? S’il tourne encore, deux primaires acceptent des écritures, et celles de l’un des deux seront perdues.',
      approving:
        'la question vous est posée encore une fois, car la perte n’a pas de borne tant que l’ancien primaire peut écrire ; puis le réplica le plus avancé est promu. N’approuver qu’après s’être assuré à la main que l’ancien primaire est éteint (console EC2 ou hyperviseur)',
      declining:
        'rien n’est promu ; les clients ne peuvent pas écrire tant que personne n’a arrêté l’ancien primaire et relancé la machine',
    },
    'promote-candidate': {
      asks: 'Promouvoir ce réplica bien que ce qui suit ne puisse être exclu ?',
      approving: 'il est promu ; ce qu’il n’a pas manque aux clients (le disque de l’ancien primaire le garde comme preuve)',
      declining: 'rien n’est promu ; les clients ne peuvent pas écrire tant que personne ne relance la machine',
    },
  },
  reasonToWrite: '<qui accepte quel risque, et pourquoi>',
  acceptRisk: (command) => `Lisez d’abord la procédure. Si vous acceptez le risque, relancez la machine en disant pourquoi :
${command}
« force » n’évite jamais l’isolement : si l’arrêt de l’ancien primaire ne peut pas être prouvé, la bascule est de nouveau suspendue.`,
  startAgain: (
    command,
  ) => `Une fois la cause levée, relancez la machine : elle observe d’abord, ne répète rien et termine ce qui reste à faire.
${command}`,
  fenceMayBeLeft: (candidate) =>
    `${candidate} a été promu par SQL parce que son hôte ne répondait pas ; s’il y reste un fichier /var/lib/reprise/fence d’un incident antérieur, supprimez-le, sinon son prochain démarrage sera refusé`,
};
