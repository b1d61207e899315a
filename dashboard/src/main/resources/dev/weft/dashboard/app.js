// The page: which view is shown, what stands above and below every view. Start reading here; then
// live.js (where the state comes from) and overview.js (the first view).

import { Component, html, render, useEffect, useRef, useState } from './preact.js';
import { keepToken, token } from './api.js';
import { Explain } from './explain.js';
import { clock, span } from './format.js';
import { restart, start } from './live.js';
import { Overview } from './overview.js';
import { Routes } from './routes.js';
import { Service } from './service.js';
import { state, subscribe } from './store.js';
import { Timeline } from './timeline.js';

/** Without a word for so long the page says that it may be out of date. */
const STALE_MS = 5_000;
const THEME = 'weft-theme';
const THEMES = ['system', 'light', 'dark'];

const VIEWS = [
  { link: '#/', name: 'Overview' },
  { link: '#/routes', name: 'Routes' },
  { link: '#/timeline', name: 'Events' },
  { link: '#/explain', name: 'Explain' },
];

/** The view that the address names. */
function viewOf(hash) {
  const [path, query = ''] = hash.replace(/^#/, '').split('?');
  const parts = path.split('/').filter(Boolean).map(safelyDecoded);
  const search = new URLSearchParams(query);
  switch (parts[0]) {
    case 'service':
      return { name: 'Overview', title: parts[2] ?? '', id: path,
        view: html`<${Service} key=${path} state=${state} namespace=${parts[1]} name=${parts[2]} />` };
    case 'routes': return { name: 'Routes', id: path, view: html`<${Routes} />` };
    case 'timeline':
      return { name: 'Events', id: path, view: html`<${Timeline} state=${state} />` };
    case 'explain': return { name: 'Explain', id: path, view: html`<${Explain} query=${search} />` };
    case 'exchange':
      return { name: 'Explain', id: path,
        view: html`<${Explain} query=${search} exchange=${parts[1] ?? ''} />` };
    default: return { name: 'Overview', id: '', view: html`<${Overview} state=${state} />` };
  }
}

function safelyDecoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // typed by hand, and no escape
  }
}

function App() {
  const [hash, setHash] = useState(location.hash);
  const [, again] = useState(0);
  useEffect(() => subscribe(() => again(n => n + 1)), []);
  useEffect(() => {
    const follow = () => setHash(location.hash);
    window.addEventListener('hashchange', follow);
    return () => window.removeEventListener('hashchange', follow);
  }, []);
  const { name, title, id, view } = viewOf(hash);
  const first = useRef(true);
  useEffect(() => {
    document.title = (title || name) + ' · Weft';
    if (first.current) {
      first.current = false;
      return;
    }
    window.scrollTo(0, 0);
    document.getElementById('top')?.focus();
  }, [id]);
  return html`
    <a class="skip" href="#top" onClick=${event => {
      event.preventDefault();
      document.getElementById('top')?.focus();
    }}>Skip to the content</a>
    <header>
      <a class="brand" href="#/" aria-label="Weft: overview"><${Mark} />Weft</a>
      <nav aria-label="Views">${VIEWS.map(one => html`<a key=${one.link} href=${one.link}
        aria-current=${one.name === name ? 'page' : undefined}>${one.name}</a>`)}</nav>
      <${Theme} />
      <${Liveness} />
    </header>
    <${Ask} />
    <main><${Whole} key=${id}>${view}<//></main>
    <${Stale} />`;
}

/** A view that cannot be drawn says so, and takes nothing else along. */
class Whole extends Component {
  constructor() {
    super();
    this.state = { error: null };
  }

  componentDidCatch(error) {
    console.error(error);
    this.setState({ error });
  }

  render({ children }, { error }) {
    return error === null ? children : html`<section>
      <h1 tabindex="-1" id="top">This view cannot be drawn</h1>
      <p>${String(error)}</p>
      <p><button type="button" onClick=${() => this.setState({ error: null })}>Try again</button></p>
    </section>`;
  }
}

function Mark() {
  return html`<svg viewBox="0 0 32 32" aria-hidden="true" class="mark">
    <path class="warp" d="M10 4v8M10 18v10M22 4v10M22 20v8" />
    <path class="weft" d="M4 14h14M25 14h3M4 20h3M13 20h15" />
  </svg>`;
}

function Theme() {
  const [theme, setTheme] = useState(() => localStorage.getItem(THEME) ?? 'system');
  useEffect(() => {
    if (theme === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    localStorage.setItem(THEME, theme);
    document.documentElement.dispatchEvent(new Event('theme'));
  }, [theme]);
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];
  return html`<button type="button" class="quiet theme" onClick=${() => setTheme(next)}
    aria-label=${'Colours: ' + theme + '; change to ' + next} title=${'Colours: ' + theme}>${
    { system: '◐', light: '☀', dark: '☾' }[theme]}</button>`;
}

/** Redraws once a second: silence has no event of its own. */
function useSeconds() {
  const [, again] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => again(n => n + 1), 1_000);
    return () => clearInterval(timer);
  }, []);
}

function isStale() {
  const { begunAt, heardAt, failed } = state.connection;
  if (heardAt === 0) return failed;
  return Date.now() - Math.max(heardAt, begunAt) > STALE_MS;
}

function Liveness() {
  useSeconds();
  const { heardAt, refusals } = state.connection;
  const word = refusals.size > 0 ? 'refused' : isStale() ? 'not connected' : heardAt === 0 ? 'connecting' : 'live';
  return html`<span class=${'liveness ' + word.replace(' ', '-')} role="status">${word}</span>`;
}

/** Lies over the page, so that nothing jumps when it comes and goes. */
function Stale() {
  useSeconds();
  const { heardAt, retryAt } = state.connection;
  const stale = isStale();
  useEffect(() => {
    document.documentElement.classList.toggle('stale', stale);
  }, [stale]);
  const wait = Math.round((retryAt - Date.now()) / 1_000);
  return html`<div class="banner" role="alert">${stale && html`<p>
    <b>The registry does not answer.</b>${' '}${heardAt === 0 ? 'Nothing can be shown yet.'
      : 'What you see is as of ' + clock(heardAt) + '.'} Brokers go on with what they know.
    <span class="quiet" aria-hidden="true">${' '}${heardAt === 0 ? ''
      : span(Date.now() - heardAt) + ' ago. '}${
      wait > 0 ? 'Trying again in ' + wait + ' s.' : 'Trying again…'}</span>
  </p>`}</div>`;
}

function Ask() {
  const refusals = [...state.connection.refusals.values()];
  const [typed, setTyped] = useState('');
  if (refusals.length === 0) return null;
  const wanted = refusals.some(one => one.code === 401 || one.code === 403);
  const submit = event => {
    event.preventDefault();
    keepToken(typed.trim());
    setTyped('');
    restart();
  };
  return html`<section class="token" aria-label="Token">
    <p role="alert">${refusals[0].message}</p>
    ${wanted && html`<form class="ask" onSubmit=${submit}>
      <label class="grow">Token with the scope read <input type="password" autocomplete="off" required
        value=${typed} onInput=${event => setTyped(event.target.value)} /></label>
      <button type="submit" class="main">Show</button>
      <p class="quiet whole">${token() ? 'Another one takes its place.' : ''} Made on the registry's
        machine with <code>weft token create page --scope read</code>. It is kept by this tab alone.</p>
    </form>`}
  </section>`;
}

render(html`<${App} />`, document.getElementById('app'));
start();
