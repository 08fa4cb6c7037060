import type { LinkPageWords } from '../link-page-words.ts';

/** French. */
export const linkPage: LinkPageWords = {
  language: 'Français',
  incident: 'Incident',
  severity: 'Niveau',
  began: 'Début',
  region: 'Région',
  reason: 'Raison',
  impact: 'Impact',
  status: 'Statut',
  statusOf: ({ acknowledged, resolved }) =>
    resolved ? 'résolu' : acknowledged ? 'ouvert, pris en charge' : 'ouvert, personne ne l’a pris en charge',
  triggers: { alarm: 'une alarme', person: 'une personne', schedule: 'un calendrier', unknown: 'inconnu' },
  startedBy: 'Déclenché par',
  noView: 'Le dossier de l’incident ne peut être lu en ce moment. La question reste posée, et vous pouvez y répondre.',
  asks: 'Ce qui est demandé',
  known: 'Ce qui est connu (journal, en anglais)',
  consequence: 'Si vous confirmez',
  ifNothing: 'Si vous ne faites rien',
  untilThen: (time) => `la reprise attend jusqu’au ${time} ; ensuite, c’est comme un refus : rien n’est promu.`,
  draft: 'Le texte, exactement comme les utilisateurs le recevraient',
  deeds: {
    acknowledge: {
      title: 'Prendre l’incident en charge',
      means:
        'vous dites que vous vous en occupez. Personne de plus n’est prévenu ; les points de situation continuent jusqu’à la résolution.',
      silence: 'le public suivant du plan est prévenu à son heure.',
      submit: 'Prendre en charge',
      done: 'L’incident est pris en charge. Personne de plus n’est prévenu ; les points de situation continuent.',
    },
    'approve-question': {
      title: 'Approuver',
      means: '',
      silence: '',
      submit: 'Approuver',
      done: 'Votre accord est enregistré, et la reprise continue.',
    },
    'decline-question': {
      title: 'Refuser',
      means: '',
      silence: '',
      submit: 'Refuser',
      done: 'Votre refus est enregistré, et la reprise s’arrête là : rien n’est promu.',
    },
    'approve-notice': {
      title: 'Approuver l’avis aux utilisateurs',
      means: 'exactement le texte ci-dessous est envoyé aux utilisateurs.',
      silence: 'les utilisateurs ne sont pas prévenus.',
      submit: 'Approuver et faire envoyer',
      done: 'L’avis est approuvé et part.',
    },
    'decline-notice': {
      title: 'Refuser l’avis aux utilisateurs',
      means: 'le texte ci-dessous n’est pas envoyé.',
      silence: 'le brouillon attend, et les utilisateurs ne sont pas prévenus.',
      submit: 'Refuser',
      done: 'L’avis est refusé ; rien n’est envoyé.',
    },
    severity: {
      title: 'Changer le niveau',
      means:
        'qui est prévenu, et quand, est recalculé depuis le début de l’incident. Les publics dont l’heure est passée sont prévenus maintenant.',
      silence: 'le niveau reste ce qu’il est.',
      submit: 'Changer',
      done: 'Le niveau est changé.',
    },
    note: {
      title: 'Ajouter une note',
      means: 'vos mots entrent dans la chronologie de l’incident, et donc dans son post-mortem. Rien d’autre ne change.',
      silence: 'rien n’est ajouté.',
      submit: 'Ajouter',
      done: 'Votre note est dans la chronologie.',
    },
    resolve: {
      title: 'Clore l’incident',
      means:
        'l’incident se termine : l’escalade s’arrête, le post-mortem est écrit, et la prochaine alarme ouvre un nouvel incident. On ne peut pas revenir en arrière. C’est refusé tant qu’une reprise travaille.',
      silence: 'l’incident reste ouvert, et les points de situation continuent.',
      submit: 'Clore',
      done: 'L’incident est résolu.',
    },
  },
  form: {
    name: 'Votre nom',
    reason: 'Pourquoi',
    note: 'Votre note',
    severity: 'Nouveau niveau',
    cause: 'Cause',
    resolution: 'Ce qui l’a résolu',
    optional: 'si c’est connu',
    recorded: 'Le nom, l’heure et la raison sont enregistrés avec l’incident. Le lien ne sert qu’une fois.',
  },
  askAgain: 'Rien n’a été fait : quelque chose manque, est trop long ou n’est pas compris. Corrigez et renvoyez.',
  detail: 'Détail (journal, en anglais)',
  recordedAs: (by, time) => `Enregistré : ${by}, ${time}.`,
  refusals: {
    'not-genuine': {
      title: 'Ce lien n’est pas authentique',
      what: 'Il a été modifié, coupé en route, il appartient à un autre incident ou à une autre région, ou ce plan ne l’a jamais créé. Rien n’a été fait. Rouvrez le lien de votre message, en entier, ou utilisez la commande qui l’accompagne.',
    },
    'unknown-incident': {
      title: 'Cet incident n’est pas connu ici',
      what: 'Rien n’a été fait. Comparez avec le message reçu.',
    },
    method: { title: 'Demande non comprise', what: 'Cette page se consulte, et son formulaire s’envoie. Rien n’a été fait.' },
    refused: {
      title: 'Impossible dans l’état actuel',
      what: 'Rien de plus n’a été fait que ce que dit le détail.',
    },
    used: {
      title: 'Ce lien a déjà servi',
      what: 'Chaque lien ne sert qu’une fois. S’il a affiché une erreur avant, on ne sait pas si c’était fait : utilisez la commande de votre message, qui ne change rien une seconde fois. Pour faire autre chose, utilisez un message plus récent.',
    },
    expired: {
      title: 'Ce lien est trop ancien',
      what: 'Son délai est passé, et rien n’a été fait. Si l’incident est encore ouvert, un message plus récent contient un nouveau lien ; la commande de votre message n’a pas de fin.',
    },
    unavailable: {
      title: 'Impossible en ce moment',
      what: 'Un service d’AWS ne répond pas. Rien n’a été fait, pour autant qu’on le sache. Réessayez ce lien dans une minute, ou utilisez la commande.',
    },
  },
  usedBy: (by, time) => `Utilisé par ${by}, ${time}.`,
  command:
    'La même chose par commande, dans AWS CloudShell ou tout terminal avec AWS CLI ; ce qui est entre < et > est à écrire par vous :',
  failed: {
    title: 'Une erreur s’est produite',
    what: 'On ne sait pas si c’est fait. Regardez l’incident avant de réessayer : le message du prochain point de situation dit où il en est.',
  },
};
