// What happened, the newest first, and the alerts that fire.

import { html, useState } from './preact.js';
import { capital, clock, sentence, since } from './format.js';
import { linkTo, shownName } from './mesh.js';
import { Choice, Heading, Shape } from './parts.js';
import { now, numberOf } from './store.js';

const SHOWN_AT_FIRST = 100;

export function Timeline({ state }) {
  const [severity, setSeverity] = useState('all');
  const [search, setSearch] = useState('');
  const [shown, setShown] = useState(SHOWN_AT_FIRST);
  const wanted = search.trim().toLowerCase();
  const items = state.events.filter(one => matches(one, severity, wanted)).reverse();
  return html`
    <${Heading} note="What was seen, why, what was done, and when that was undone.">
      Events and alerts<//>
    <section aria-labelledby="firing">
      <h2 id="firing">${state.alerts.length === 0 ? 'No alert fires' : 'Alerts that fire now'}</h2>
      <${Alerts} alerts=${state.alerts} />
    </section>
    <section aria-labelledby="happened">
      <div class="bar">
        <h2 id="happened">Events</h2>
        <label class="search"><span class="unseen">Search in events</span>
          <input type="search" placeholder="Search" value=${search}
            onInput=${event => setSearch(event.target.value)} /></label>
        <span class="quiet matches" role="status">${wanted || severity !== 'all'
          ? items.length + ' of ' + state.events.length : ''}</span>
        <${Choice} name="Severity" value=${severity} onChange=${setSeverity} options=${[
          { value: 'all', name: 'All' }, { value: 'warning', name: 'Warnings' },
          { value: 'critical', name: 'Critical' }]} />
      </div>
      <${Happened} items=${items.slice(0, shown)} days=${true} empty=${state.events.length === 0
        ? 'Nothing has happened yet.' : 'No event matches.'} />
      ${items.length > shown && html`<p><button type="button"
        onClick=${() => setShown(shown + 200)}>Show older ones (${items.length - shown})</button></p>`}
    </section>`;
}

function matches(event, severity, wanted) {
  const grave = severity === 'all' || event.severity === 'critical'
    || (severity === 'warning' && event.severity === 'warning');
  return grave && (!wanted || [event.reason, event.message, event.service, event.routee, event.source]
    .some(text => String(text ?? '').toLowerCase().includes(wanted)));
}

function Alerts({ alerts }) {
  if (alerts.length === 0) return html`<p class="quiet">Nothing needs a person now.</p>`;
  return html`<ul class="troubles">${alerts.map(alert => html`
    <li key=${alert.metadata.namespace + alert.metadata.name}>
      <${Shape} state=${alert.severity} />
      <div><b>${alert.alert}</b> <span class="quiet">${alert.severity}, ${
        since(alert.startsAt, now())}</span>
        <br />${sentence(alert.message)} <span class="quiet">${
          sentence(capital(alert.action))}</span></div>
    </li>`)}</ul>`;
}

/** A list of events. */
export function Happened({ items, empty, days }) {
  if (items.length === 0) return html`<p class="quiet">${empty}</p>`;
  let day = new Date(now()).toDateString();
  return html`<ol class="events">${items.map(event => {
    const date = new Date(event.at).toDateString();
    const turned = days && date !== day;
    day = date;
    return html`${turned && html`<li class="day" key=${date}>${date}</li>`}
      <li key=${numberOf(event)} class=${event.severity}>
        <time datetime=${event.at} title=${event.at}>${clock(event.at, now())}</time>
        <${Shape} state=${event.severity} />
        <div><b>${event.reason}</b>${' '}<${Whom} event=${event} />${' '}${messageOf(event)}
          <small class="quiet"> ${event.source}</small></div>
      </li>`;
  })}</ol>`;
}

/** Many a message begins with the name that stands before it. */
export function messageOf({ message, routee, service }) {
  const whom = routee ?? service;
  return whom && message.startsWith(whom + ' ') ? message.slice(whom.length + 1) : message;
}

function Whom({ event }) {
  const { namespace } = event.metadata;
  const whom = event.routee ?? event.service;
  if (!whom) return null;
  return event.service
    ? html`<a href=${linkTo({ namespace, name: event.service })}>${shownName(namespace, whom)}</a>`
    : html`<span>${shownName(namespace, whom)}</span>`;
}
