// Routes, gateways and policies: what each says in a few words, and whether the mesh took it on.

import { html, useState } from './preact.js';
import { listed, many } from './format.js';
import { compare, linkTo, shownName } from './mesh.js';
import { Command, Heading, State, Table } from './parts.js';
import { documents } from './store.js';
import { ShiftWeights } from './action.js';

const GROUPS = [
  { title: 'Routes', kinds: ['HTTPRoute', 'GRPCRoute', 'TCPRoute', 'TLSRoute'] },
  { title: 'Gateways', kinds: ['GatewayClass', 'Gateway', 'ListenerSet'] },
  { title: 'Policies', kinds: ['ServicePolicy', 'BackendTLSPolicy', 'ReferenceGrant'] },
];

/** Conditions of which false is bad news; of the others true is. */
const GOOD = new Set(['Accepted', 'ResolvedRefs', 'Programmed', 'Ready', 'SupportedVersion']);
const BAD = new Set(['Conflicted', 'PartiallyInvalid', 'OverlappingTLSConfig']);

/** Every condition of a document, with whom it is said of. */
export function conditionsOf(document) {
  const status = document.status ?? {};
  const own = (status.conditions ?? []).map(one => ({ ...one, of: '' }));
  const parents = [...(status.parents ?? []), ...(status.ancestors ?? [])].flatMap(parent => {
    const ref = parent.parentRef ?? parent.ancestorRef ?? {};
    const of = (ref.kind ?? 'Gateway') + ' ' + (ref.name ?? '');
    return (parent.conditions ?? []).map(one => ({ ...one, of }));
  });
  const listeners = (status.listeners ?? []).flatMap(listener =>
    (listener.conditions ?? []).map(one => ({ ...one, of: 'listener ' + listener.name })));
  return [...own, ...parents, ...listeners];
}

/** What is wrong with a document, as ends of sentences that begin with its name. */
export function problemsOf(document) {
  return conditionsOf(document).filter(isProblem).map(condition => ({
    type: condition.type + condition.of,
    since: condition.lastTransitionTime,
    sentence: words(condition) + (condition.of ? ' (' + condition.of + ')' : '')
      + ': ' + (condition.message || condition.reason),
    meaning: meaning(condition, document.kind),
  }));
}

function isProblem({ type, status }) {
  return (GOOD.has(type) && status === 'False') || (BAD.has(type) && status === 'True');
}

/** What follows for calls. */
function meaning({ type }, kind) {
  if (type === 'ResolvedRefs' && /^(HTTP|GRPC)Route$/.test(kind)) {
    return 'Calls that it would send there are answered 500.';
  }
  return type === 'PartiallyInvalid' ? 'The rest of it is in force.' : 'It is not in force.';
}

function words({ type }) {
  return {
    Accepted: 'is not accepted',
    ResolvedRefs: 'names what is not there or not allowed',
    Programmed: 'is not in force',
    Ready: 'is not ready',
    Conflicted: 'is in conflict with another',
    PartiallyInvalid: 'is in force only in part',
  }[type] ?? 'has a problem, ' + type;
}

/** refused, accepted, partly both, or waiting where nothing has been said yet. */
export function standingOfDocument(document) {
  const conditions = conditionsOf(document);
  const accepted = conditions.some(one => one.type === 'Accepted' && one.status === 'True');
  if (conditions.some(isProblem)) return accepted ? 'partly' : 'refused';
  if (accepted) return 'accepted';
  return document.kind === 'ReferenceGrant' ? 'accepted' : 'waiting';
}

const STATE_WORD = {
  accepted: 'in force', partly: 'in force in part', refused: 'refused', waiting: 'no word yet',
};

export function Routes() {
  const any = GROUPS.flatMap(group => group.kinds)
    .some(kind => kind !== 'GatewayClass' && documents(kind).length > 0);
  return html`
    <${Heading} note="What was asked of the mesh, and whether it does so.">Routes and policies<//>
    ${!any && html`<section class="welcome">
      <p>There is no route and no policy: every service is called by its name, with the defaults.
        To say how one is to be treated, write a ServicePolicy and apply it:</p>
      <${Command} text="weft apply -f policy.yaml" />
      <p>The defaults and every field are in the folder <code>docs/reference</code> of the
        distribution.</p>
    </section>`}
    ${GROUPS.map(group => html`<${Group} key=${group.title} group=${group} />`)}`;
}

function Group({ group }) {
  const [shifting, setShifting] = useState(null);
  const rows = group.kinds.flatMap(documents)
    .sort((a, b) => compare(a.kind + a.metadata.name, b.kind + b.metadata.name));
  if (rows.length === 0) return null;
  return html`<section aria-label=${group.title}>
    <h2>${group.title}</h2>
    <${Table} caption=${group.title} rows=${rows} empty="None."
      idOf=${one => one.kind + (one.metadata.namespace ?? '') + '/' + one.metadata.name}
      columns=${[
        { name: 'name', value: one => one.metadata.name,
          cell: one => html`${shownName(one.metadata.namespace, one.metadata.name)}
            <small class="quiet"> ${one.kind}</small>` },
        { name: 'state', value: standingOfDocument, cell: one => html`<${State}
          state=${standingOfDocument(one)} word=${STATE_WORD[standingOfDocument(one)]} />` },
        { name: 'what it says', wide: true, cell: one => html`<${Said} document=${one}
          onShift=${rule => setShifting({ document: one, rule })} />` },
      ]} />
    ${shifting && html`<${ShiftWeights} ...${shifting} onClose=${() => setShifting(null)} />`}
  </section>`;
}

function Said({ document, onShift }) {
  const problems = problemsOf(document);
  return html`<div>
    ${problems.map(one => html`<p class="failing" key=${one.type}>${one.sentence}</p>`)}
    <${Words} document=${document} onShift=${onShift} />
  </div>`;
}

function Words({ document, onShift }) {
  const { kind, spec } = document;
  if (kind === 'ServicePolicy') return policyWords(document);
  if (kind === 'Gateway') return gatewayWords(document);
  if (kind.endsWith('Route')) return html`<${Rules} document=${document} onShift=${onShift} />`;
  if (kind === 'GatewayClass') return html`for Gateways of <code>${spec.controllerName}</code>`;
  const targets = (spec.targetRefs ?? spec.to ?? []).map(ref => ref.kind + ' ' + (ref.name ?? '*'));
  return targets.length > 0 ? 'for ' + listed(targets) : '';
}

function policyWords({ metadata, spec }) {
  const targets = spec.targetRefs ?? [];
  const parts = Object.entries(spec).filter(([name]) => name !== 'targetRefs');
  return html`for ${targets.map((ref, i) => html`${i > 0 ? ', ' : ''}<a key=${ref.name}
      href=${linkTo({ namespace: metadata.namespace, name: ref.name })}>${ref.name}</a>`)}
    <ul class="terms">${parts.map(([name, value]) => html`<li key=${name}>
      <b>${name}</b>${' '}<code>${written(value)}</code></li>`)}</ul>`;
}

/** A part of a policy as it would be written in YAML on one line. */
export function written(value) {
  if (Array.isArray(value)) return '[' + value.map(written).join(', ') + ']';
  if (value !== null && typeof value === 'object') {
    return Object.entries(value).map(([name, one]) => name + ': '
      + (one !== null && typeof one === 'object' && !Array.isArray(one)
        ? '{' + written(one) + '}' : written(one))).join(', ');
  }
  return String(value);
}

function gatewayWords({ spec, status }) {
  const addresses = (status?.addresses ?? []).map(one => one.value);
  const attached = new Map((status?.listeners ?? []).map(one => [one.name, one.attachedRoutes]));
  return html`${addresses.length > 0 ? 'at ' + listed(addresses) : 'has no address'}
    <ul class="terms">${(spec.listeners ?? []).map(one => html`<li key=${one.name}>
      <b>${one.name}</b> ${one.protocol} on ${one.port}${one.hostname ? ', ' + one.hostname : ''}${
        attached.has(one.name) ? ', ' + many(attached.get(one.name), 'route') : ''}</li>`)}</ul>`;
}

function Rules({ document, onShift }) {
  const { spec, metadata } = document;
  const parents = (spec.parentRefs ?? []).map(ref => (ref.kind ?? 'Gateway') + ' ' + ref.name
    + (ref.sectionName ? '/' + ref.sectionName : '') + (ref.port ? ':' + ref.port : ''));
  return html`for ${listed(parents) || 'nobody'}${spec.hostnames?.length
    ? ', calls to ' + listed(spec.hostnames) : ''}
    <ul class="terms">${(spec.rules ?? []).map((rule, i) => html`<li key=${i}>
      ${matchWords(rule)} → ${(rule.backendRefs ?? []).map((ref, j) => html`${j > 0 ? ', ' : ''}
        <a key=${ref.name} href=${linkTo({
          namespace: ref.namespace ?? metadata.namespace, name: ref.name })}>${ref.name}</a>${
        rule.backendRefs.length > 1 ? ' ' + shareOf(ref, rule.backendRefs) : ''}`)}
      ${(rule.backendRefs ?? []).length === 0 ? filterWords(rule) || 'nobody' : ''}
      ${(rule.backendRefs ?? []).length > 1 && html` <button type="button" class="quiet"
        aria-label=${'Shift weights of rule ' + (i + 1) + ' of ' + metadata.name}
        onClick=${() => onShift(i)}>shift weights</button>`}
    </li>`)}</ul>`;
}

function shareOf(ref, all) {
  const sum = all.reduce((total, one) => total + (one.weight ?? 1), 0);
  return sum === 0 ? '0 %' : Math.round((ref.weight ?? 1) / sum * 100) + ' %';
}

/** What a rule asks of a call, in the words of a person. */
export function matchWords(rule) {
  const matches = (rule.matches ?? []).map(match => {
    const parts = [];
    if (match.method && typeof match.method === 'string') parts.push(match.method);
    if (match.method?.service || match.method?.method) {
      parts.push((match.method.service ?? '*') + '/' + (match.method.method ?? '*'));
    }
    if (match.path) {
      const { type = 'PathPrefix', value = '/' } = match.path;
      parts.push(type === 'PathPrefix' ? value.replace(/\/?$/, '/…')
        : type === 'Exact' ? value : 'path ~ ' + value);
    }
    for (const header of match.headers ?? []) {
      parts.push('with ' + header.name + (header.type === 'RegularExpression' ? ' ~ ' : ': ')
        + header.value);
    }
    for (const query of match.queryParams ?? []) parts.push('with ?' + query.name + '=' + query.value);
    return parts.join(' ');
  }).filter(Boolean);
  return matches.length > 0 ? matches.join(' or ') : 'all calls';
}

function filterWords(rule) {
  const redirect = (rule.filters ?? []).find(one => one.type === 'RequestRedirect');
  return redirect ? 'redirected to ' + (redirect.requestRedirect?.hostname ?? 'another place') : '';
}
