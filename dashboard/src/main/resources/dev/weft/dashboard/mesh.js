// What the documents say, as the page speaks of it: services, their routees, how they stand.
// Pure functions of the state.

import { documents, key } from './store.js';

export const VERDICTS = ['passing', 'degraded', 'failing', 'unknown'];

/** The name under which a service is called: without its namespace where that is the default. */
export function shownName(namespace, name) {
  return !namespace || namespace === 'default' ? name : name + '.' + namespace;
}

/** All services by name, with their routees; also those that only routees or calls tell of. */
export function services(state) {
  const found = new Map();
  const at = (namespace, name) => {
    const id = key(namespace, name);
    if (!found.has(id)) {
      found.set(id, { id, namespace, name, shown: shownName(namespace, name), routees: [] });
    }
    return found.get(id);
  };
  for (const { metadata } of documents('Service')) at(metadata.namespace, metadata.name);
  for (const document of documents('Routee')) {
    const routee = routeeOf(document);
    at(routee.namespace, routee.service).routees.push(routee);
  }
  for (const { namespace, name } of state.signals?.services.values() ?? []) at(namespace, name);
  const all = [...found.values()].sort((a, b) => compare(a.shown, b.shown));
  all.forEach(service => {
    service.routees.sort((a, b) => compare(a.name, b.name));
    service.standing = standingOf(service);
  });
  return all;
}

/** orders-2 comes before orders-10. */
const collator = new Intl.Collator('en', { numeric: true });
export const compare = collator.compare;

export function routeeOf(document) {
  const { metadata, spec } = document;
  const status = document.status ?? {};
  const main = (spec.ports ?? [spec])[0] ?? {};
  const verdict = VERDICTS.includes(status.verdict) ? status.verdict : 'unknown';
  return {
    id: key(metadata.namespace, metadata.name),
    namespace: metadata.namespace,
    name: metadata.name,
    service: spec.service,
    address: (String(spec.address).includes(':') ? '[' + spec.address + ']' : spec.address)
      + ':' + main.port,
    zone: spec.zone ?? '',
    weight: spec.weight ?? 100,
    verdict,
    evidence: status.evidence ?? [],
    since: status.since ?? metadata.creationTimestamp,
    out: status.outOfService ?? null,
  };
}

/** Whether new calls may go to it as far as the documents say. */
export function takesCalls(routee) {
  return !routee.out && ['passing', 'degraded'].includes(routee.verdict);
}

/** One word for a routee: what is true of it that matters most. */
export function standingOfRoutee(routee) {
  if (routee.out) return routee.out.mode === 'Drain' ? 'draining' : 'cordoned';
  return routee.verdict;
}

/** An ejection lasts a minute at most; what has not ended by then has no end that was told. */
const EJECTED_MS = 90_000;

/** The event by which a broker ejected a routee that has not come back since; null if none has. */
export function ejectionOf(routee, events, now) {
  const over = new Set();
  for (let i = events.length - 1; i >= 0; i--) {
    const event = events[i];
    if (now - Date.parse(event.at) > EJECTED_MS) return null;
    if (event.routee !== routee.name || event.metadata.namespace !== routee.namespace) continue;
    if (event.reason === 'Registered') return null;
    if (event.reason === 'Returned') over.add(event.source);
    if (event.reason === 'Ejected' && !over.has(event.source)) return event;
  }
  return null;
}

/** One word for a service. */
function standingOf(service) {
  const { routees } = service;
  if (routees.length === 0) return 'empty';
  const taking = routees.filter(takesCalls);
  if (taking.length === 0) {
    return routees.every(one => one.verdict === 'unknown' && !one.out) ? 'unknown' : 'failing';
  }
  const well = taking.filter(one => one.verdict === 'passing').length;
  return well === routees.length ? 'passing' : 'degraded';
}

export function linkTo(service) {
  return '#/service/' + encodeURIComponent(service.namespace) + '/'
    + encodeURIComponent(service.name);
}

/** The documents of policies that name a service. */
export function policiesOf(service) {
  return documents('ServicePolicy').filter(one =>
    one.metadata.namespace === service.namespace
      && (one.spec.targetRefs ?? []).some(
        ref => (ref.kind ?? 'Service') === 'Service' && ref.name === service.name));
}
