// One service: its golden signals over time, its routees with their evidence, who calls it and
// whom it calls.

import { html, useEffect, useMemo, useState } from './preact.js';
import { ask } from './api.js';
import { Chart } from './chart.js';
import { clock, count, many, millis, percent, rate, since } from './format.js';
import {
  ejectionOf, linkTo, policiesOf, services as servicesOf, standingOfRoutee, takesCalls,
} from './mesh.js';
import { callColumns } from './overview.js';
import { Choice, Command, Figure, Heading, State, Table } from './parts.js';
import { written } from './routes.js';
import { callerName, callerService, seriesPath, standingOfCalls, WINDOWS } from './signals.js';
import { now } from './store.js';
import { Happened, messageOf } from './timeline.js';
import { RouteeAction } from './action.js';

const LAST_EVENTS = 30;
/** How many points of a chart stand before the first call, and how many there are at least. */
const LEAD_IN = 3;
const LEAST_POINTS = 24;

export function Service({ state, namespace, name }) {
  const all = servicesOf(state);
  const service = all.find(one => one.namespace === namespace && one.name === name);
  if (!service) return html`<${Missing} state=${state} name=${name} />`;
  const figures = state.signals?.services.get(service.id);
  const events = state.events.filter(event => isOf(event, service));
  const taking = service.routees.filter(takesCalls).length;
  return html`
    <${Heading} note=${html`<${State} state=${service.standing}
        word=${service.standing === 'empty' ? 'no routee' : service.standing} />${' · '}${taking} of ${many(service.routees.length, 'routee')} ${taking === 1
          ? 'takes' : 'take'} calls`}>${service.shown}<//>
    <${Now} figures=${figures} seconds=${state.signals?.windowSeconds} />
    <${OverTime} service=${service} events=${events} />
    <${Routees} service=${service} signals=${state.signals} events=${state.events} />
    <${Neighbours} service=${service} all=${all} signals=${state.signals} />
    <${Policies} service=${service} />
    <section aria-labelledby="happened">
      <h2 id="happened">What happened to it</h2>
      <${Happened} items=${events.slice(-LAST_EVENTS).reverse()} days=${true}
        empty="Nothing has happened to it as far as is remembered." />
    </section>`;
}

function Missing({ state, name }) {
  return html`<${Heading}>${name}<//><section class="waiting"><p>${state.complete
    ? html`There is no service of this name. <a href="#/">All services</a>`
    : 'Asking the registry…'}</p></section>`;
}

function isOf(event, service) {
  return event.metadata.namespace === service.namespace
    && (event.service === service.name
      || (!event.service && service.routees.some(routee => routee.name === event.routee)));
}

function Now({ figures, seconds }) {
  const shown = figures && figures.calls + figures.inFlight > 0 ? figures : null;
  return html`<section class="now" aria-label="Calls now">
    <dl class="figures">
      <${Figure} name="calls" value=${rate(shown ? shown.rate : figures?.rate)} />
      <${Figure} name="succeed" value=${percent(shown?.success)}
        state=${shown && standingOfCalls(shown) !== 'unknown' ? standingOfCalls(shown) : ''} />
      <${Figure} name="p50" value=${millis(shown?.p50)} />
      <${Figure} name="p95" value=${millis(shown?.p95)} />
      <${Figure} name="p99" value=${millis(shown?.p99)} />
      <${Figure} name="in flight" value=${count(shown?.inFlight)} />
      <${Figure} name="retries" value=${shown && seconds
        ? rate(shown.retries / seconds) : '–'} />
    </dl>
    ${seconds && html`<p class="quiet">of the last ${seconds} s</p>`}
  </section>`;
}

/** Asks for the series of a service again and again, as often as they have a new point. */
function useSeries(service, window) {
  const [answer, setAnswer] = useState(null);
  const [failure, setFailure] = useState(null);
  useEffect(() => {
    let gone = false;
    let timer = null;
    setAnswer(null);
    setFailure(null);
    async function again() {
      let wait = 5_000;
      try {
        if (!document.hidden) {
          const fresh = await ask(seriesPath(service.namespace, service.name, window));
          if (gone) return;
          setAnswer(fresh);
          setFailure(null);
          wait = Math.max(2, Math.min(30, fresh.stepSeconds)) * 1_000;
        }
      } catch (error) {
        if (gone) return;
        setFailure(error.message);
      }
      timer = setTimeout(again, wait);
    }
    again();
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [service.id, window]);
  return { answer, failure };
}

function OverTime({ service, events }) {
  const [window, setWindow] = useState('15m');
  const { answer, failure } = useSeries(service, window);
  const marks = useMemo(() => events
    .filter(event => event.severity !== 'info' || /cordon|drain|service/i.test(event.reason))
    .map(event => ({
      at: Date.parse(event.at) / 1_000,
      look: event.severity === 'critical' ? 'failing'
        : event.severity === 'warning' ? 'degraded' : 'accent',
      words: event.reason + (event.routee ? ' ' + event.routee : ''),
    })), [events.length, events.at(-1)?.metadata.resourceVersion]);
  const shown = useMemo(() => (answer ? fromFirstCall(answer) : null), [answer]);
  const lines = useMemo(() => (shown ? linesOf(shown) : null), [shown]);
  return html`<section aria-labelledby="signals">
    <div class="bar">
      <h2 id="signals">Golden signals</h2>
      <${Choice} name="How far back" value=${window} onChange=${setWindow}
        options=${WINDOWS.map(value => ({ value, name: value }))} />
    </div>
    ${failure && html`<p class="degraded">${failure}</p>`}
    ${lines === null ? html`<p class="waiting charts-empty">Asking for its figures…</p>`
      : !answer.total.rate.some(Boolean) && !answer.total.inFlight.some(Boolean)
      ? html`<p class="quiet">No calls to it in the last ${window}.</p>`
      : html`<div class="charts">
        <${Chart} title="Calls a second" times=${shown.times} marks=${marks} write=${rate}
          lines=${lines.rate} />
        <${Chart} title="Success" times=${shown.times} marks=${marks} write=${percent}
          lines=${lines.success} least=${lines.leastSuccess} most=${1} />
        <${Chart} title="Time to answer" times=${shown.times} marks=${marks} write=${millis}
          lines=${lines.latency} />
        <${Chart} title="In flight and retries" times=${shown.times} marks=${marks} write=${count}
          lines=${lines.load} />
      </div>
      <p class="quiet">Marks are warnings and what administrators did: point at one to read it.</p>`}
  </section>`;
}

/** A service that is young is not drawn as a long nothing and a dot at its end. */
function fromFirstCall({ times, total }) {
  const first = total.rate.findIndex((rate, i) => rate > 0 || total.inFlight[i] > 0);
  const from = Math.max(0, Math.min(first - LEAD_IN, times.length - LEAST_POINTS));
  return {
    times: times.slice(from),
    total: Object.fromEntries(
      Object.entries(total).map(([name, column]) => [name, column.slice(from)])),
  };
}

function linesOf({ total }) {
  const lowest = Math.min(1, ...total.success.filter(value => value !== null));
  return {
    rate: [{ name: 'all', values: total.rate, look: 'accent', filled: true }],
    success: [{ name: 'succeed', values: total.success, look: 'passing' }],
    leastSuccess: lowest > 0.99 ? 0.99 : lowest > 0.9 ? 0.9 : lowest > 0.5 ? 0.5 : 0,
    latency: [
      { name: 'p50', values: total.p50Ms, look: 'accent' },
      { name: 'p95', values: total.p95Ms, look: 'second' },
      { name: 'p99', values: total.p99Ms, look: 'third' },
    ],
    load: [
      { name: 'in flight', values: total.inFlight, look: 'accent' },
      { name: 'retries', values: total.retries, look: 'degraded', dashed: true },
    ],
  };
}

function Routees({ service, signals, events }) {
  const [action, setAction] = useState(null);
  const figures = routee => signals?.routees.get(routee.id);
  if (service.routees.length === 0) {
    return html`<section><h2>Routees</h2>
      <p>No program answers its calls. Start one; it joins by itself:</p>
      <${Command} text=${'weft run --service ' + service.shown + ' -- CMD'} /></section>`;
  }
  return html`<section aria-labelledby="routees">
    <h2 id="routees">Routees</h2>
    <${Table} caption="Routees" rows=${service.routees} idOf=${one => one.id} empty="None."
      columns=${[
        { name: 'routee', value: one => one.name, cell: one => html`<b>${one.name}</b>
          <small class="quiet block">${one.address}${one.zone ? ', zone ' + one.zone : ''}</small>` },
        { name: 'verdict', value: standingOfRoutee, wide: true,
          cell: one => html`<${Verdict} routee=${one}
            ejection=${ejectionOf(one, events, now())} />` },
        { name: 'share', numeric: true, value: one => figures(one)?.share ?? null,
          cell: one => html`<${Share} part=${figures(one)?.share} weight=${one.weight} />` },
        ...callColumns(figures),
        { name: 'do', cell: one => html`<${Actions} routee=${one} onChoose=${kind =>
          setAction({ kind, routee: one })} />` },
      ]} />
    ${action && html`<${RouteeAction} ...${action} routees=${service.routees}
      onClose=${() => setAction(null)} />`}
  </section>`;
}

/** What the probes say, and what a broker has done besides. */
function Verdict({ routee, ejection }) {
  const standing = standingOfRoutee(routee);
  const since_ = since(routee.out?.since ?? routee.since, now());
  return html`<${State} state=${standing} />
    ${routee.out && routee.verdict !== 'passing' && html` <${State} state=${routee.verdict} />`}
    ${ejection && html`${' '}<${State} state="ejected" word=${'ejected by ' + ejection.source} />`}
    <small class="quiet block">${[
      routee.out?.reason, ejection && clock(ejection.at, now()) + ': ' + messageOf(ejection), ...routee.evidence, since_,
    ].filter(Boolean).join('; ')}</small>`;
}

function Share({ part, weight }) {
  return html`<span class="share">${part === null || part === undefined
    ? '–' : Math.round(part * 100) + ' %'}
    <meter min="0" max="1" value=${part ?? 0} aria-hidden="true"></meter>
    ${weight !== 100 && html`<small class="quiet block">weight ${weight}</small>`}</span>`;
}

function Actions({ routee, onChoose }) {
  const button = (kind, word) => html`<button type="button" class="quiet" key=${kind}
    aria-label=${word + ' ' + routee.name} onClick=${() => onChoose(kind)}>${word}</button>`;
  return html`<span class="actions">${routee.out
    ? [button('uncordon', 'bring back')]
    : [button('cordon', 'cordon'), button('drain', 'drain')]}${button('weight', 'weight')}</span>`;
}

function Neighbours({ service, all, signals }) {
  if (!signals) return null;
  const known = new Map(all.map(one => [one.id, one]));
  const pairs = [...signals.pairs.values()];
  const callers = pairs.filter(pair => pair.service === service.id);
  const callees = pairs.filter(pair => callerService(pair.caller, known) === service.id);
  const table = (caption, rows, whom, empty) => html`<${Table} caption=${caption} rows=${rows}
    idOf=${pair => pair.caller + ' ' + pair.service} empty=${empty} sortBy=${1} descending=${true}
    columns=${[{ name: 'who', value: whom, cell: pair => html`<${Who} pair=${pair} known=${known}
      whom=${whom} caption=${caption} />` }, ...callColumns(pair => pair)]} />`;
  return html`<section class="pair">
    <div><h2>Who calls it</h2>
      ${table('Callers', callers, pair => callerName(pair.caller), 'Nobody has called it.')}</div>
    <div><h2>Whom it calls</h2>
      ${table('Called', callees, pair => known.get(pair.service)?.shown ?? pair.service,
        'It has called nobody through the mesh.')}</div>
  </section>`;
}

function Who({ pair, known, whom, caption }) {
  const id = caption === 'Callers' ? callerService(pair.caller, known) : pair.service;
  const other = known.get(id ?? '');
  return other ? html`<a href=${linkTo(other)}>${other.shown}</a>` : whom(pair);
}

function Policies({ service }) {
  const policies = policiesOf(service);
  return html`<section aria-labelledby="policies">
    <h2 id="policies">How it is treated</h2>
    ${policies.length === 0
      ? html`<p class="quiet">By the defaults: no ServicePolicy names it.</p>`
      : policies.map(policy => html`<div key=${policy.metadata.name}>
        <h3>${policy.metadata.name} <small class="quiet">ServicePolicy</small></h3>
        <ul class="terms">${Object.entries(policy.spec).filter(([part]) => part !== 'targetRefs')
          .map(([part, value]) => html`<li key=${part}><b>${part}</b>${' '}<code>${written(value)}</code></li>`)}</ul>
      </div>`)}
    <p><a href=${'#/explain?url=' + encodeURIComponent('http://' + service.shown + '/')}>
      Explain a call to it</a></p>
  </section>`;
}
