import type { StatusWords } from '../status-page/words.ts';

export const statusPage: StatusWords = {
  language: 'Français',
  title: (plan) => `État du service ${plan}`,
  well: 'Tout fonctionne normalement',
  wellMeaning: 'Aucun incident n’est en cours à notre connaissance.',
  incident: (service) => `Un incident perturbe ${service}`,
  noticed: {
    'database-failover': (service) =>
      `Vos enregistrements peuvent échouer ou être refusés pour ${service}. La consultation peut rester possible.`,
    'region-failover': (service) => `Le service est indisponible, y compris pour ${service}.`,
    'data-recovery': (service) => `Le service est suspendu pendant que des données sont remises en état, y compris pour ${service}.`,
    'app-server-failure': (service) => `Vous pouvez constater des lenteurs ou des erreurs passagères pour ${service}.`,
    'dependency-outage': (service) =>
      `Un service externe dont nous dépendons répond mal. Certaines fonctions sont en mode de secours pour ${service}.`,
    other: (service) => `Vous pouvez constater des erreurs ou des lenteurs pour ${service}.`,
  },
  doing: {
    recovering: 'La reprise automatique est en cours et notre équipe est prévenue.',
    'taken-charge': 'Notre équipe a pris l’incident en charge et suit la reprise.',
    deciding: 'Notre équipe examine la situation avant l’étape suivante de la reprise.',
    'by-hand': 'Notre équipe intervient directement pour rétablir le service.',
  },
  labels: {
    noticed: 'Ce que vous pouvez constater',
    since: 'Depuis',
    doing: 'Ce que nous faisons',
    nextUpdate: 'Prochaine information au plus tard',
    severity: 'Gravité',
    notice: 'Message à nos utilisateurs',
    state: 'État actuel',
    languages: 'Langues',
  },
  silentSince: (time) => `Dernière information reçue sur cet incident : ${time}. Elle peut être dépassée.`,
  past: 'Incidents passés',
  nonePast: (days) => `Aucun incident au cours des ${days} derniers jours.`,
  columns: { date: 'Date', duration: 'Durée', severity: 'Gravité', happened: 'Ce qui s’est passé' },
  happened: {
    'database-failover': 'Les enregistrements ont été interrompus ou perturbés.',
    'region-failover': 'Le service a été indisponible.',
    'data-recovery': 'Le service a été suspendu pour remettre des données en état.',
    'app-server-failure': 'Des lenteurs ou des erreurs passagères ont pu se produire.',
    'dependency-outage': 'Un service externe a mal répondu ; certaines fonctions ont été assurées en mode de secours.',
    other: 'Des erreurs ou des lenteurs ont pu se produire.',
  },
  falseAlarm: 'Une alerte a été vérifiée : le service fonctionnait.',
  outcome: { recovered: 'Le service est rétabli.', 'by-hand': 'Notre équipe a rétabli le service.' },
  noticeOf: (time) => `Message du ${time}`,
  asOf: (time, timeZone) => `Page écrite le ${time} (heures de ${timeZone}). Rechargez-la pour une information plus récente.`,
  data: 'Les mêmes informations pour les programmes :',
  pair: (label, value) => `${label} : ${value}`,
};
