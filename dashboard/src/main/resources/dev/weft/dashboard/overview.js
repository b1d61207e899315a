// The first view: what is wrong now, the mesh as a graph or as a table, and what happened last.

import { html, useLayoutEffect, useRef, useState } from './preact.js';
import { count, many, millis, percent, rate, since } from './format.js';
import { Graph } from './graph.js';
import { linkTo, services as servicesOf, takesCalls } from './mesh.js';
import { Choice, Command, Heading, Shape, State, Table } from './parts.js';
import { callerName, callerService } from './signals.js';
import { now } from './store.js';
import { Happened } from './timeline.js';
import { troubles } from './trouble.js';

const LAST_EVENTS = 8;
const FEW_TROUBLES = 5;

export function Overview({ state }) {
  const services = servicesOf(state);
  if (!state.complete) return html`<${Waiting} state=${state} />`;
  if (services.length === 0) return html`<${Nobody} />`;
  const wrong = troubles(state, services);
  return html`
    <${Heading} note=${summary(state, services)}>Overview<//>
    <${Wrong} wrong=${wrong} services=${services} />
    <${Mesh} state=${state} services=${services} />
    <section aria-labelledby="last">
      <h2 id="last">What happened last</h2>
      <${Happened} items=${state.events.slice(-LAST_EVENTS).reverse()}
        empty="Nothing yet." />
      <p><a href="#/timeline">All events and alerts</a></p>
    </section>`;
}

function summary(state, services) {
  const routees = services.flatMap(service => service.routees);
  const words = [many(services.length, 'service'), many(routees.length, 'routee')];
  if (state.signals) {
    const all = [...state.signals.services.values()];
    const calls = all.reduce((sum, one) => sum + one.calls, 0);
    const failed = all.reduce((sum, one) => sum + one.failed, 0);
    words.push(rate(all.reduce((sum, one) => sum + one.rate, 0)));
    if (calls > 0) words.push(percent(1 - failed / calls) + ' of the calls succeed');
  }
  return words.join(' · ');
}

function Waiting({ state }) {
  return html`<${Heading}>Overview<//>
    <section class="waiting"><p>${state.connection.refusals.size > 0
      ? 'Nothing can be shown yet.' : 'Asking the registry…'}</p></section>`;
}

/** The first thing that a newcomer sees. */
function Nobody() {
  return html`<${Heading}>Nothing runs here yet<//>
    <section class="welcome">
      <p>This mesh is up and has no service. Any program that listens on <code>$PORT</code> becomes
        one; it appears here by itself, a moment after this command:</p>
      <${Command} text=${'weft run --service hello -- sh -c \'exec python3 -m http.server "$PORT"'
        + ' --bind 127.0.0.1\''} />
      <p>Then call it by its name, through the broker:</p>
      <${Command} text="curl http://hello.localhost:7071/" />
      <p>To see a whole shop under load, with failures on a schedule, stop this mesh and try${' '}
        <code>weft demo</code>.</p>
    </section>`;
}

function Wrong({ wrong, services }) {
  const [all, setAll] = useState(false);
  const grave = wrong.filter(one => one.severity !== 'info');
  const title = grave.length === 0 ? 'Nothing is wrong now'
    : many(grave.length, 'thing') + (grave.length === 1 ? ' is' : ' are') + ' wrong now';
  const taking = services.filter(service => service.routees.some(takesCalls)).length;
  return html`<section aria-labelledby="wrong" class=${'wrong ' + (wrong[0]?.severity ?? 'none')}>
    <h2 id="wrong" aria-live="polite">
      <${Shape} state=${grave[0]?.severity ?? 'passing'} />${title}</h2>
    ${grave.length === 0 && html`<p class="quiet">${taking} of ${many(services.length, 'service')}
      ${taking === 1 ? ' has' : ' have'} a routee that takes calls; no alert fires.</p>`}
    ${wrong.length > 0 && html`<ul class="troubles">
      ${wrong.slice(0, all ? wrong.length : FEW_TROUBLES).map(one => html`<li key=${one.id}>
        <${Shape} state=${one.severity} />
        <div><span class="unseen">${one.severity}: </span>
          ${one.link ? html`<a href=${one.link}>${one.sentence}</a>` : one.sentence}
          <small class="quiet block">${one.done}${' '}${one.since && html`
            <time datetime=${one.since}>${capitalSince(one.since)}</time>`}</small></div>
      </li>`)}
    </ul>`}
    ${wrong.length > FEW_TROUBLES && html`<button type="button" class="quiet"
      aria-expanded=${all ? 'true' : 'false'} onClick=${() => setAll(!all)}>${
      all ? 'Show fewer' : 'Show all ' + wrong.length}</button>`}
  </section>`;
}

function capitalSince(time) {
  const text = since(time, now());
  return text && 'S' + text.slice(1) + '.';
}

function Mesh({ state, services }) {
  const narrow = window.innerWidth < 640;
  const [view, setView] = useState(() => sessionStorage.getItem('weft-mesh')
    ?? (narrow ? 'table' : 'graph'));
  const [search, setSearch] = useState('');
  const field = useRef(null);
  useLayoutEffect(() => {
    const key = event => {
      const typing = /^(input|textarea|select)$/i.test(event.target.tagName);
      if (event.key === '/' && !typing && !event.ctrlKey && !event.metaKey) {
        event.preventDefault();
        field.current?.focus();
      }
    };
    document.addEventListener('keydown', key);
    return () => document.removeEventListener('keydown', key);
  }, []);
  const choose = value => {
    sessionStorage.setItem('weft-mesh', value);
    setView(value);
  };
  const wanted = search.trim().toLowerCase();
  const found = services.filter(service => service.shown.toLowerCase().includes(wanted));
  const open = event => {
    if (event.key === 'Enter' && wanted && found.length > 0) location.hash = linkTo(found[0]).slice(1);
    if (event.key === 'Escape') setSearch('');
  };
  return html`<section aria-labelledby="mesh">
    <div class="bar">
      <h2 id="mesh">Who calls whom</h2>
      <label class="search"><span class="unseen">Find a service</span>
        <input ref=${field} type="search" placeholder="Find a service ( / )" value=${search}
          onInput=${event => setSearch(event.target.value)} onKeyDown=${open} /></label>
      <span class="quiet matches" role="status">${wanted
        ? found.length + ' of ' + services.length : ''}</span>
      <${Choice} name="Show as" value=${view} onChange=${choose}
        options=${[{ value: 'graph', name: 'Graph' }, { value: 'table', name: 'Table' }]} />
    </div>
    ${view === 'graph'
      ? html`<${Graph} services=${services} signals=${state.signals} search=${search}
          legend=${html`<${Legend} signals=${state.signals} />`} />`
      : html`<${Tables} services=${wanted ? found : services} state=${state} all=${services}
          wanted=${wanted} />`}
  </section>`;
}

function Legend({ signals }) {
  const none = signals === null || signals.pairs.size === 0;
  return html`<p class="legend quiet">
    ${['passing', 'degraded', 'failing', 'unknown'].map(state => html`<${State} state=${state} />`)}
    <span>${none ? 'No calls have been seen yet, so no arrows.'
      : 'Arrows: calls a second of the last ' + signals.windowSeconds + ' s, the thicker the more;'
        + ' coloured where calls fail.'}</span>
  </p>`;
}

function Tables({ services, state, all, wanted }) {
  const figures = service => state.signals?.services.get(service.id);
  const known = new Map(all.map(service => [service.id, service]));
  const pairs = [...(state.signals?.pairs.values() ?? [])]
    .filter(pair => known.has(pair.service))
    .map(pair => ({ ...pair, to: known.get(pair.service),
      from: known.get(callerService(pair.caller, known) ?? '') }))
    .filter(pair => !wanted || (pair.to.shown + ' ' + pair.caller).toLowerCase().includes(wanted));
  return html`
    <${Table} caption="Services" idOf=${service => service.id} rows=${services}
      empty="No service of that name." columns=${[
        { name: 'service', value: one => one.shown,
          cell: one => html`<a href=${linkTo(one)}>${one.shown}</a>` },
        { name: 'state', value: one => one.standing,
          cell: one => html`<${State} state=${one.standing}
            word=${one.standing === 'empty' ? 'no routee' : one.standing} />` },
        { name: 'routees', numeric: true, value: one => one.routees.filter(takesCalls).length,
          cell: one => one.routees.filter(takesCalls).length + ' of ' + one.routees.length },
        ...callColumns(figures),
      ]} />
    <h3>Calls between them</h3>
    <${Table} caption="Calls between services" idOf=${pair => pair.caller + ' ' + pair.service}
      rows=${pairs} empty="No calls have been seen yet." sortBy=${2} descending=${true} columns=${[
        { name: 'caller', value: pair => callerName(pair.caller),
          cell: pair => pair.from ? html`<a href=${linkTo(pair.from)}>${pair.caller}</a>`
            : callerName(pair.caller) },
        { name: 'service', value: pair => pair.to.shown,
          cell: pair => html`<a href=${linkTo(pair.to)}>${pair.to.shown}</a>` },
        ...callColumns(pair => pair),
      ]} />`;
}

/** The columns of golden signals, the same wherever they stand. */
export function callColumns(figures) {
  const column = (name, value, write) => ({
    name, numeric: true, value: row => value(figures(row) ?? {}),
    cell: row => write(value(figures(row) ?? {})),
  });
  return [
    column('rate', one => one.rate ?? null, rate),
    column('success', one => one.success ?? null, percent),
    column('p50', one => one.p50 ?? null, millis),
    column('p99', one => one.p99 ?? null, millis),
    column('in flight', one => one.inFlight ?? null, count),
  ];
}
