// Golden signals as the registry tells them (docs/design/visibility.md), made ready for the page.
// Pure functions; paths aside, nothing here asks anybody.

import { segment, WEFT } from './api.js';
import { key } from './store.js';

/** An arrow that carried calls is drawn this long after the last one: a graph must not flicker. */
const REMEMBERED_MS = 120_000;

export function signalsPath() {
  return WEFT + '/signals?window=10s';
}

/** Windows of the charts, in the words of the API. */
export const WINDOWS = ['2m', '15m', '1h', '6h', '24h'];

export function seriesPath(namespace, name, window) {
  return WEFT + '/namespaces/' + segment(namespace) + '/signals/' + segment(name)
    + '?window=' + window;
}

/**
 * @param answer a SignalList
 * @param before what this returned last; null at first
 */
export function readSignals(answer, before) {
  const at = Date.parse(answer.at);
  const pairs = new Map();
  for (const [id, pair] of before?.pairs ?? []) {
    if (at - pair.seenAt < REMEMBERED_MS) pairs.set(id, { ...pair, ...SILENT });
  }
  for (const one of answer.pairs ?? []) {
    const service = key(one.namespace, one.service);
    const pair = { caller: one.caller, service, ...figures(one), seenAt: at };
    const id = one.caller + ' ' + service;
    if (pair.calls === 0 && pair.inFlight === 0) pair.seenAt = pairs.get(id)?.seenAt ?? at;
    pairs.set(id, pair);
  }
  return {
    at,
    windowSeconds: answer.windowSeconds,
    agents: answer.agents ?? 0,
    left: answer.left ?? 0,
    pairs,
    services: byId(answer.services, one => key(one.namespace, one.service)),
    routees: byId(answer.routees, one => key(one.namespace, one.routee)),
  };
}

const SILENT = {
  calls: 0, failed: 0, retries: 0, inFlight: 0, rate: 0,
  success: null, p50: null, p95: null, p99: null,
};

function byId(list, id) {
  const found = new Map();
  for (const one of list ?? []) {
    // A routee that none was tried of is none.
    if ('routee' in one && !one.routee) continue;
    found.set(id(one), { namespace: one.namespace, name: one.service, ...figures(one) });
  }
  return found;
}

function figures(one) {
  return {
    calls: one.calls ?? 0,
    failed: one.failed ?? 0,
    retries: one.retries ?? 0,
    inFlight: one.inFlight ?? 0,
    rate: one.rate ?? 0,
    success: one.success ?? null,
    p50: one.p50Ms ?? null,
    p95: one.p95Ms ?? null,
    p99: one.p99Ms ?? null,
    share: one.share ?? null,
  };
}

/** The service that a caller's name means, as "namespace/name"; null if it is none. */
export function callerService(caller, known) {
  const dot = caller.indexOf('.');
  const id = dot < 0 ? key('default', caller) : key(caller.slice(dot + 1), caller.slice(0, dot));
  return known.has(id) ? id : null;
}

/** What a caller that is no service is called. */
export function callerName(caller) {
  return { unknown: 'callers without a name', other: 'all other callers' }[caller] ?? caller;
}

/** How well calls go, as a state; too few calls say nothing. */
export function standingOfCalls(figures) {
  if (!figures || figures.success === null || figures.calls === 0) return 'unknown';
  if (figures.success < 0.95) return 'failing';
  if (figures.success < 0.995) return 'degraded';
  return 'passing';
}
