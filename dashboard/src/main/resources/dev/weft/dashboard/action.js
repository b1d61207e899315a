// What a person can do from the page, each behind a dialog that says what will happen.

import { html, useEffect, useState } from './preact.js';
import { WEFT, ask, segment } from './api.js';
import { listed, many } from './format.js';
import { shownName, takesCalls } from './mesh.js';
import { Dialog } from './parts.js';

const MERGE = 'application/merge-patch+json';
const JSON_PATCH = 'application/json-patch+json';
const DRAIN_LOOK_MS = 1_000;
const MOST_WEIGHT = 1_000_000;

const pathOf = routee => WEFT + '/namespaces/' + segment(routee.namespace) + '/routees/'
  + segment(routee.name);

/** Carries out what it is given; keeps the refusal, if any, for the dialog. */
function useDeed(deed, done) {
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState(null);
  const carryOut = async event => {
    event.preventDefault();
    setBusy(true);
    setRefusal(null);
    try {
      await deed();
      done();
    } catch (error) {
      setRefusal(error.name === 'TimeoutError'
        ? 'The registry has not answered; it is not known whether this was done.' : error.message);
    } finally {
      setBusy(false);
    }
  };
  return { busy, refusal, carryOut };
}

function Buttons({ busy, verb, grave, onClose }) {
  return html`<div class="buttons">
    <button type="button" onClick=${onClose}>Cancel</button>
    <button type="submit" class=${grave ? 'grave' : 'main'} disabled=${busy}>${
      busy ? 'Asking…' : verb}</button>
  </div>`;
}

/** @param kind cordon, drain, uncordon or weight */
export function RouteeAction({ kind, routee, routees, onClose }) {
  switch (kind) {
    case 'uncordon': return html`<${BringBack} ...${{ routee, onClose }} />`;
    case 'weight': return html`<${Weight} ...${{ routee, routees, onClose }} />`;
    default: return html`<${TakeOut} ...${{ kind, routee, routees, onClose }} />`;
  }
}

function TakeOut({ kind, routee, routees, onClose }) {
  const [reason, setReason] = useState('');
  const [out, setOut] = useState(false);
  const drain = kind === 'drain';
  const { busy, refusal, carryOut } = useDeed(
    () => ask(pathOf(routee) + '/outofservice', {
      method: 'PUT', body: { mode: drain ? 'Drain' : 'Cordon', reason },
    }),
    () => (drain ? setOut(true) : onClose()));
  const others = routees.filter(one => one.id !== routee.id && takesCalls(one));
  return html`<${Dialog} onClose=${onClose}
      title=${out ? 'Draining ' + routee.name : (drain ? 'Drain ' : 'Cordon ') + routee.name + '?'}>
    ${out ? html`<${Draining} ...${{ routee, onClose }} />` : html`<form onSubmit=${carryOut}>
      <p>${routee.name} gets no new calls. Those under way go on to their end${drain
        ? ', and idle connections to it are closed, so that it can be stopped' : ''}.</p>
      ${others.length > 0
        ? html`<p>Its part goes to ${others.length <= 3 ? listed(others.map(one => one.name))
          : many(others.length, 'other routee')}.</p>`
        : html`<p class="failing">No other routee takes calls: calls to ${
          shownName(routee.namespace, routee.service)} will be answered 503.</p>`}
      <label>Reason, for those who wonder later
        <input value=${reason} maxlength="200" autofocus
          onInput=${event => setReason(event.target.value)} /></label>
      ${refusal && html`<p class="failing" role="alert">${refusal}</p>`}
      <${Buttons} busy=${busy} verb=${drain ? 'Drain' : 'Cordon'} grave=${others.length === 0}
        onClose=${onClose} />
    </form>`}
  <//>`;
}

function Draining({ routee, onClose }) {
  const [left, setLeft] = useState(null);
  useEffect(() => {
    const look = async () => {
      try {
        setLeft(await ask(pathOf(routee) + '/outofservice'));
      } catch (error) {
        setLeft({ failure: error.message });
      }
    };
    look();
    const timer = setInterval(look, DRAIN_LOOK_MS);
    return () => clearInterval(timer);
  }, []);
  const empty = left && left.inFlight === 0 && left.brokersPending === 0;
  return html`<p role="status">${left === null ? 'Asking how many calls are under way…'
      : left.failure ?? (empty ? 'No call is under way: it can be stopped.'
        : many(left.inFlight, 'call') + (left.inFlight === 1 ? ' is' : ' are') + ' still under way'
          + (left.brokersPending > 0 ? '; ' + many(left.brokersPending, 'broker')
            + ' not heard from yet' : '') + '.')}</p>
    <div class="buttons"><button type="button" class="main" onClick=${onClose}>
      Close</button></div>`;
}

function BringBack({ routee, onClose }) {
  const { busy, refusal, carryOut } = useDeed(
    () => ask(pathOf(routee) + '/outofservice', { method: 'DELETE' }), onClose);
  return html`<${Dialog} title=${'Bring ' + routee.name + ' back?'} onClose=${onClose}>
    <form onSubmit=${carryOut}>
      <p>${routee.verdict === 'passing' || routee.verdict === 'degraded'
        ? 'It gets its part of the calls again at once.'
        : 'Its verdict is ' + routee.verdict + ': it gets calls as soon as its checks pass.'}</p>
      ${refusal && html`<p class="failing" role="alert">${refusal}</p>`}
      <${Buttons} busy=${busy} verb="Bring back" onClose=${onClose} />
    </form>
  <//>`;
}

function Weight({ routee, routees, onClose }) {
  const [weight, setWeight] = useState(String(routee.weight));
  const value = Number(weight);
  const wrong = weight.trim() === '' || !Number.isInteger(value) || value < 0 || value > MOST_WEIGHT;
  const { busy, refusal, carryOut } = useDeed(
    () => ask(pathOf(routee), { method: 'PATCH', type: MERGE, body: { spec: { weight: value } } }),
    onClose);
  const sum = routees.filter(takesCalls)
    .reduce((total, one) => total + (one.id === routee.id ? value : one.weight), 0);
  return html`<${Dialog} title=${'Weight of ' + routee.name} onClose=${onClose}>
    <form onSubmit=${carryOut}>
      <p>100 is usual; half of it means half as many calls; 0 means none. It holds until the program
        registers anew.</p>
      <label>Weight, 0 to 1,000,000
        <input type="number" min="0" max=${MOST_WEIGHT} step="1" value=${weight} autofocus
          onInput=${event => setWeight(event.target.value)} /></label>
      <p class=${'told ' + (wrong || (value === 0 && sum === 0) ? 'failing' : 'quiet')} role="status">${
        wrong ? 'A whole number from 0 to 1,000,000.'
          : sum === 0 ? 'Nobody would get calls.'
          : 'By weight alone about ' + Math.round(value / sum * 100) + ' % of the calls.'}</p>
      ${refusal && html`<p class="failing" role="alert">${refusal}</p>`}
      <${Buttons} busy=${busy || wrong} verb="Set weight" grave=${value === 0} onClose=${onClose} />
    </form>
  <//>`;
}

/** @param rule the number of a rule with more than one backend */
export function ShiftWeights({ document, rule, onClose }) {
  const shown = document.spec.rules[rule];
  const refs = shown.backendRefs;
  const [weights, setWeights] = useState(refs.map(ref => ref.weight ?? 1));
  const { metadata, apiVersion, kind } = document;
  const path = '/apis/' + apiVersion + '/namespaces/' + segment(metadata.namespace) + '/'
    + kind.toLowerCase() + 's/' + segment(metadata.name);
  const { busy, refusal, carryOut } = useDeed(
    // The test refuses the change where somebody else changed the rule meanwhile; the mesh itself
    // writes statuses into the route all the time, which is no reason to refuse.
    () => ask(path, { method: 'PATCH', type: JSON_PATCH, body: [
      { op: 'test', path: `/spec/rules/${rule}`, value: shown },
      ...weights.map((weight, i) => ({
        op: 'add', path: `/spec/rules/${rule}/backendRefs/${i}/weight`, value: weight,
      })),
    ] }), onClose);
  const sum = weights.reduce((total, one) => total + one, 0);
  const part = weight => (sum === 0 ? 0 : Math.round(weight / sum * 100));
  return html`<${Dialog} title=${'Shift weights of ' + metadata.name} onClose=${onClose}>
    <form onSubmit=${carryOut}>
      <p>New calls that rule ${rule + 1} matches are spread anew at once; those under way stay
        where they are.</p>
      ${refs.map((ref, i) => html`<label key=${ref.name + i}>${ref.name}: ${part(weights[i])} %
        <input type="number" min="0" max=${MOST_WEIGHT} step="1" value=${weights[i]}
          onInput=${event => setWeights(old => old.map((one, j) => (
            j === i ? Math.max(0, Math.floor(Number(event.target.value) || 0)) : one)))} />
      </label>`)}
      ${sum === 0 && html`<p class="failing">All weights are 0: the calls will be answered 500.</p>`}
      ${refusal && html`<p class="failing" role="alert">${refusal}</p>`}
      <${Buttons} busy=${busy} verb="Shift" grave=${sum === 0} onClose=${onClose} />
    </form>
  <//>`;
}
