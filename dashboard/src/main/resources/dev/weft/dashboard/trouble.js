// What is wrong now, one sentence each. Alerts first; what they do not tell of yet, the documents
// and the signals do. Pure functions of the state.

import { capital, count, many, percent, rate, sentence } from './format.js';
import { ejectionOf, linkTo, shownName, standingOfRoutee, takesCalls } from './mesh.js';
import { callerName } from './signals.js';
import { documents, key, now } from './store.js';
import { problemsOf } from './routes.js';

const RANK = { critical: 0, warning: 1, info: 2 };

/** Calls a second below which a share of failures says little. */
const FEW = 0.5;

/** @returns {severity, id, sentence, done, since, link}, the worst first */
export function troubles(state, services) {
  const found = [
    ...state.alerts.map(fromAlert),
    ...services.flatMap(service => ofService(service, state)),
    ...state.agents.flatMap(ofAgent),
    ...ofRoutes(),
  ];
  const told = new Set(state.alerts.map(alert => alert.alert + ' '
    + key(alert.metadata.namespace, alert.routee ?? alert.service)));
  return found
    .filter(one => !(one.unless ?? []).some(alert => told.has(alert)))
    .sort((a, b) => RANK[a.severity] - RANK[b.severity]
      || String(b.since ?? '').localeCompare(String(a.since ?? '')));
}

function fromAlert(alert) {
  const { namespace, name } = alert.metadata;
  return {
    severity: alert.severity,
    id: 'alert ' + namespace + '/' + name,
    sentence: sentence(begun(alert.message)),
    done: sentence(capital(alert.action)),
    since: alert.startsAt,
    link: alert.service ? linkTo({ namespace, name: alert.service }) : null,
  };
}

/** A message that begins with a name keeps its first letter: so it is called. */
function begun(text) {
  return /^(the|none|only|agent) /.test(text ?? '') ? capital(text) : text;
}

function ofService(service, state) {
  const found = service.routees.flatMap(routee => [
    ...ofRoutee(routee, service), ...ofEjection(routee, service, state)]);
  const taking = service.routees.filter(takesCalls);
  if (service.routees.length > 0 && taking.length === 0
      && service.routees.some(one => one.verdict !== 'unknown' || one.out)) {
    found.push({
      severity: 'critical',
      id: 'down ' + service.id,
      unless: ['ServiceDown ' + service.id],
      sentence: service.shown + ': none of its ' + many(service.routees.length, 'routee')
        + ' takes calls.',
      done: 'Calls are answered 503 with the reason, or go to what still answers.',
      link: linkTo(service),
    });
  }
  return found.concat(ofCalls(service, state));
}

function ofRoutee(routee, service) {
  const base = { link: linkTo(service), since: routee.since };
  const why = routee.evidence.length > 0 ? ': ' + routee.evidence.join('; ') : '';
  switch (standingOfRoutee(routee)) {
    case 'failing':
      return [{
        ...base, severity: 'warning', id: 'failing ' + routee.id,
        unless: ['RouteeFailing ' + routee.id],
        sentence: sentence(routee.name + ' of ' + service.shown + ' fails its checks' + why),
        done: 'It gets no calls until its checks pass again.',
      }];
    case 'degraded':
      return [{
        ...base, severity: 'warning', id: 'degraded ' + routee.id,
        unless: ['RouteeDegraded ' + routee.id],
        sentence: sentence(routee.name + ' of ' + service.shown + ' is degraded' + why),
        done: 'It gets fewer calls until the cause is gone.',
      }];
    case 'cordoned':
    case 'draining':
      return [{
        ...base, severity: 'info', id: 'out ' + routee.id, since: routee.out.since,
        sentence: sentence(routee.name + ' of ' + service.shown + ' was taken out of service ('
          + (routee.out.mode === 'Drain' ? 'drained' : 'cordoned')
          + (routee.out.reason ? ': ' + routee.out.reason : '') + ')'),
        done: 'It gets no new calls until somebody brings it back.',
      }];
    default:
      return [];
  }
}

function ofEjection(routee, service, state) {
  const event = ejectionOf(routee, state.events, now());
  // Where its checks fail, or it was taken out, that says more.
  if (!event || !takesCalls(routee)) return [];
  return [{
    severity: 'warning', id: 'ejected ' + routee.id, since: event.at, link: linkTo(service),
    sentence: sentence(event.message.split('; ')[0] + ' (' + event.source + ')'),
    done: 'It gets no calls of this broker until a trial call succeeds.',
  }];
}

function ofCalls(service, state) {
  const figures = state.signals?.services.get(service.id);
  if (!figures || figures.rate < FEW || figures.success === null || figures.success >= 0.98) {
    return [];
  }
  const worst = [...state.signals.pairs.values()]
    .filter(pair => pair.service === service.id && pair.failed > 0)
    .sort((a, b) => b.failed - a.failed)[0];
  return [{
    severity: figures.success < 0.9 ? 'critical' : 'warning',
    id: 'errors ' + service.id,
    unless: ['ServiceErrors ' + service.id],
    sentence: percent(figures.failed / figures.calls) + ' of the calls to ' + service.shown + ' fail ('
      + count(figures.failed) + ' of ' + count(figures.calls) + ' in the last '
      + state.signals.windowSeconds + ' s' + (worst ? ', most from ' + callerName(worst.caller) : '')
      + ').',
    done: 'Calls that may be repeated are tried at another routee ('
      + rate(figures.retries / state.signals.windowSeconds) + ' retries).',
    link: linkTo(service),
  }];
}

function ofAgent(agent) {
  return (agent.refused ?? []).map(one => ({
    severity: 'warning',
    id: 'refused ' + agent.name + key(one.namespace, one.name),
    sentence: sentence('Agent ' + agent.name + ' cannot use ' + one.kind + ' '
      + shownName(one.namespace, one.name) + ': ' + one.reason),
    done: 'It goes on with the last version that it could use.',
    link: '#/routes',
  }));
}

function ofRoutes() {
  return ['Gateway', 'HTTPRoute', 'GRPCRoute', 'TCPRoute', 'TLSRoute', 'BackendTLSPolicy',
    'ServicePolicy', 'ListenerSet'].flatMap(kind => documents(kind)).flatMap(document =>
    problemsOf(document).map(problem => ({
      severity: 'warning',
      id: 'route ' + document.kind + document.metadata.namespace + '/' + document.metadata.name
        + problem.type,
      sentence: sentence(document.kind + ' '
        + shownName(document.metadata.namespace, document.metadata.name) + ' '
        + problem.sentence),
      done: problem.meaning,
      since: problem.since,
      link: '#/routes',
    })));
}
