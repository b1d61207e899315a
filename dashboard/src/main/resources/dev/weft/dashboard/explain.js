// Why a call would go, or went, where: the registry's explanation (docs/design/explain.md), laid out.

import { html, useEffect, useState } from './preact.js';
import { Refused, WEFT, ask, segment } from './api.js';
import { capital, clock, count, listed, millis, percent, sentence } from './format.js';
import { Choice, Figure, Heading, State, Table } from './parts.js';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
const LISTED = 30;

export function Explain({ query, exchange }) {
  const kind = exchange !== undefined ? 'was' : 'would';
  return html`
    <${Heading} note="Which rule, which routee, why that one, and what happens when it fails.">
      Explain<//>
    <${Choice} name="What to explain" value=${kind}
      onChange=${value => { location.hash = value === 'was' ? '/exchange/' : '/explain'; }}
      options=${[{ value: 'would', name: 'A call that would be made' },
        { value: 'was', name: 'A call that was made' }]} />
    ${kind === 'would' ? html`<${Would} query=${query} key=${query.toString()} />`
      : html`<${Was} id=${exchange} key=${exchange} />`}`;
}

/** Asks once for each path; null asks nothing. */
function useAnswer(path) {
  const [result, setResult] = useState({});
  useEffect(() => {
    if (path === null) return undefined;
    let gone = false;
    setResult({ busy: true });
    ask(path).then(
      answer => gone || setResult({ answer }),
      error => gone || setResult({ failure: failureWords(error) }));
    return () => { gone = true; };
  }, [path]);
  return result;
}

function failureWords(error) {
  if (error instanceof Refused && error.code === 501) {
    return sentence(error.message) + ' Each agent decides by what it has seen itself: ask the one'
      + ' whose calls you mean, on its host, with weft explain.';
  }
  return error.message;
}

function Would({ query }) {
  const [method, setMethod] = useState(query.get('method') ?? 'GET');
  const [url, setUrl] = useState(query.get('url') ?? '');
  const [headers, setHeaders] = useState(query.getAll('header').join('\n'));
  const path = query.get('url') ? WEFT + '/explain?' + asked(
    query.get('method') ?? 'GET', query.get('url'), query.getAll('header')) : null;
  const { busy, answer, failure } = useAnswer(path);
  const submit = event => {
    event.preventDefault();
    const full = /^[a-z]+:\/\//i.test(url.trim()) ? url.trim() : 'http://' + url.trim();
    location.hash = '/explain?' + asked(method, full, headers.split('\n').filter(h => h.trim()));
  };
  return html`
    <section><form class="ask" onSubmit=${submit}>
      <label>Method <select value=${method} onChange=${event => setMethod(event.target.value)}>
        ${METHODS.map(one => html`<option key=${one}>${one}</option>`)}</select></label>
      <label class="grow">URL <input required value=${url} placeholder="http://orders/cart"
        spellcheck=${false} autocapitalize="off"
        onInput=${event => setUrl(event.target.value)} /></label>
      <button type="submit" class="main">Explain</button>
      <label class="whole">Headers, one a line
        <textarea rows="2" value=${headers} placeholder="x-user: 7" spellcheck=${false}
          onInput=${event => setHeaders(event.target.value)}></textarea></label>
      <p class="quiet whole">No call is sent and nothing changes.</p>
    </form></section>
    <div aria-live="polite">
      ${busy && html`<p class="quiet">Asking…</p>`}
      ${failure && html`<p class="failing">${failure}</p>`}
      ${answer && html`<${Answer} answer=${answer} />`}
    </div>`;
}

function asked(method, url, headers) {
  const query = new URLSearchParams({ method, url });
  headers.forEach(header => query.append('header', header.trim()));
  return query.toString();
}

function Answer({ answer }) {
  const { service, route } = answer;
  return html`
    <section aria-labelledby="summary">
      <h2 id="summary">${sentence(answer.summary)}</h2>
      ${answer.answer && html`<p class="failing">The broker itself answers ${
        answer.answer.status}: ${sentence(answer.answer.detail)}</p>`}
      ${answer.nearest?.length > 0 && html`<p>Names like it: ${answer.nearest.join(', ')}.</p>`}
      <ol class="steps">
        ${service && html`<li><b>Service</b> ${service.service ? service.service + ': ' : ''}${
          sentence(service.why)}</li>`}
        ${route && html`<li><b>Route</b>${' '}${route.matched?.name ? route.matched.name + ': ' : ''}${
          sentence(route.matched?.why ?? route.why)}
          ${route.nearly?.length > 0 && html`<ul class="terms">${route.nearly.map((one, i) => html`
            <li key=${i}>nearly ${one.name}: ${sentence(one.failed)}</li>`)}</ul>`}
        </li>`}
        <${Decision} of=${answer} />
      </ol>
    </section>
    <${Destination} of=${answer} />
    ${answer.fallback && html`<h2 class="apart">The fallback, ${answer.fallback.service}</h2>
      <section><ol class="steps"><${Decision} of=${answer.fallback} /></ol></section>
      <${Destination} of=${answer.fallback} />`}
    <p class="quiet">At ${clock(answer.at)}, revision ${answer.revision}.</p>`;
}

function Decision({ of: { choice, onFailure } }) {
  return html`
    ${choice && html`<li><b>Choice</b>${' '}${choice.routee
      ? choice.routee + (choice.certain ? '' : ', with a chance of '
        + percent(choice.chance)) + ': ' : ''}${sentence(choice.reason)}</li>`}
    ${onFailure && html`<li><b>If it fails</b>${' '}${sentence(onFailure.why)}</li>`}`;
}

/** Who could take the call, how busy they are, and the policy that it is under. */
function Destination({ of: { candidates = [], unfit = [], load, onFailure, policy = [] } }) {
  return html`
    ${candidates.length > 0 && html`<section>
      <h2>Who could take it</h2>
      <${Candidates} rows=${candidates} />
      ${unfit.length > 0 && html`<p class="quiet">Without a port for such calls: ${
        listed(unfit)}.</p>`}
    </section>`}
    ${load && html`<section><h2>How busy the service is</h2>
      <dl class="figures">
        <${Figure} name="in flight" value=${of(load.inFlight, load.maxRequests)} />
        <${Figure} name="waiting" value=${of(load.waiting, load.maxPending)} />
        <${Figure} name="connections" value=${of(load.connections, load.maxConnections)} />
        ${onFailure && html`<${Figure} name="retries in the budget"
          value=${count(onFailure.budgetTokens)} />
        <${Figure} name="time to connect" value=${onFailure.connect} />
        <${Figure} name="time per try" value=${onFailure.perTry} note=${onFailure.perTryFrom} />
        <${Figure} name="time in all" value=${onFailure.request} />`}
      </dl></section>`}
    ${policy.length > 0 && html`<section><details>
      <summary>The policy in force, and where each value comes from</summary>
      <${Table} caption="Policy" rows=${policy} idOf=${one => one.field} empty="None."
        columns=${[
          { name: 'field', value: one => one.field, cell: one => html`<code>${one.field}</code>` },
          { name: 'value', value: one => String(one.value) },
          { name: 'from', value: one => one.from },
        ]} /></details></section>`}`;
}

function of(value, most) {
  return count(value) + (most > 0 ? ' of ' + count(most) : '');
}

function Candidates({ rows }) {
  return html`<${Table} caption="Candidates" rows=${rows} idOf=${one => one.routee} empty="Nobody."
    sortBy=${1} descending=${true} columns=${[
      { name: 'routee', value: one => one.routee, cell: one => html`<b>${one.routee}</b><small class="quiet block">${one.address}${
        one.zone ? ', zone ' + one.zone : ''}${one.tier ? ', tier ' + one.tier : ''}</small>` },
      { name: 'chance', numeric: true, value: one => one.chance ?? 0, cell: one => html`
        <span class="share">${percent(one.chance ?? 0)}
          <meter min="0" max="1" value=${one.chance ?? 0} aria-hidden="true"></meter></span>` },
      { name: 'why', wide: true, cell: one => html`<${State} state=${one.eligible
        ? one.verdict : 'failing'} word=${one.eligible ? one.verdict : 'no calls'} />
        <small class="quiet block">${[one.why, ...(one.evidence ?? []),
          one.standing?.state && one.standing.state !== 'passing'
            ? one.standing.state + (one.standing.cause ? ': ' + one.standing.cause : '') : '',
          one.duty !== 'in service' ? one.duty : ''].filter(Boolean).join('; ')}</small>` },
      { name: 'score', numeric: true, value: one => one.score ?? null, cell: one => count(one.score) },
      { name: 'latency', numeric: true, value: one => one.ewmaMillis ?? null,
        cell: one => millis(one.ewmaMillis) },
      { name: 'in flight', numeric: true, value: one => one.inFlight ?? 0,
        cell: one => of(one.inFlight ?? 0, one.atOnce) },
      { name: 'weight', numeric: true, value: one => one.weight ?? 100 },
    ]} />`;
}

function Was({ id }) {
  const [wanted, setWanted] = useState(id);
  const { busy, answer, failure } = useAnswer(id ? WEFT + '/exchanges/' + segment(id) : null);
  const submit = event => {
    event.preventDefault();
    location.hash = '/exchange/' + encodeURIComponent(wanted.trim());
  };
  return html`
    <section><form class="ask" onSubmit=${submit}>
      <label class="grow">Exchange <input required value=${wanted} placeholder="5f0c1a…"
        spellcheck=${false} autocapitalize="off"
        onInput=${event => setWanted(event.target.value)} /></label>
      <button type="submit" class="main">Explain</button>
      <p class="quiet whole">Each call has a name of 16 characters: the routee gets it in${' '}
        <code>x-weft-exchange</code>, and so does a caller that asks with${' '}
        <code>x-weft-explain: 1</code>.</p>
    </form></section>
    <div aria-live="polite">
      ${busy && html`<p class="quiet">Asking…</p>`}
      ${failure && html`<p class="failing">${failure}</p>`}
      ${answer && html`<${Exchange} one=${answer} />`}
    </div>
    ${!id && html`<${Notable} />`}`;
}

function Exchange({ one }) {
  return html`<section aria-labelledby="summary">
    <h2 id="summary">${sentence(one.summary)}</h2>
    <dl class="figures">
      <${Figure} name="asked" value=${one.method} note=${callOf(one)} />
      <${Figure} name="answered" value=${one.status || '–'}
        note=${one.error ?? one.outcome} />
      <${Figure} name="took" value=${millis(one.durationMillis)}
        note=${one.waitedMillis > 0 ? millis(one.waitedMillis) + ' of it waiting' : ''} />
      <${Figure} name="caller" value=${one.caller || one.from || '–'} />
      <${Figure} name="at" value=${clock(one.at)} />
    </dl>
    ${one.route && html`<p>Route: ${typeof one.route === 'string' ? one.route
      : JSON.stringify(one.route)}</p>`}
    <ol class="steps">${(one.tries ?? []).map((attempt, i) => html`<li key=${i}>
      <b>${attempt.routee}</b>${' '}<span class="quiet">after ${millis(attempt.atMillis)}${
        attempt.connection ? ', connection ' + attempt.connection : ''}</span>
      <br />Picked: ${sentence(attempt.reason)}
      <br />${outcomeOf(attempt)} in ${millis(attempt.tookMillis)}.
      ${attempt.next && html`<br />${sentence(capital(attempt.next))}`}
    </li>`)}</ol>
    ${one.trace && html`<p class="quiet">Trace ${one.trace}</p>`}
  </section>`;
}

function callOf({ authority, path, queryBytes }) {
  return (authority ?? '') + (path ?? '') + (queryBytes ? '?…' : '');
}

function outcomeOf({ status, outcome, detail }) {
  if (status) return capital(outcome) + ' ' + status;
  return capital(String(outcome).replaceAll('_', ' ')) + (detail ? ' (' + detail + ')' : '');
}

function Notable() {
  const [which, setWhich] = useState('all');
  const { answer, failure } = useAnswer(WEFT + '/exchanges?limit=' + LISTED
    + (which === 'failed' ? '&failed=1' : ''));
  const rows = answer?.items ?? [];
  return html`<section aria-labelledby="last-calls">
    <div class="bar"><h2 id="last-calls">The last calls</h2>
      <${Choice} name="Which calls" value=${which} onChange=${setWhich} options=${[
        { value: 'all', name: 'All' }, { value: 'failed', name: 'Failed' }]} /></div>
    ${failure ? html`<p class="quiet">${failure}</p>` : html`<${Table} caption="The last calls"
      rows=${rows} idOf=${one => one.exchange} empty="No call is remembered." descending=${true}
      columns=${[
        { name: 'at', value: one => one.at, cell: one => html`
          <a href=${'#/exchange/' + one.exchange}>${clock(one.at)}</a>` },
        { name: 'call', value: callOf,
          cell: one => one.method + ' ' + callOf(one) },
        { name: 'what happened', wide: true, value: one => one.summary },
        { name: 'took', numeric: true, value: one => one.durationMillis,
          cell: one => millis(one.durationMillis) },
      ]} />`}
  </section>`;
}
