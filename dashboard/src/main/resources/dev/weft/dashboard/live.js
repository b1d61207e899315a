// Keeps the state true: two streams (documents, events) and two questions (alerts, signals), as
// long as somebody looks at the page. What breaks is begun again, ever more slowly; where a stream
// left off it goes on, so that nothing is drawn anew.

import { WEFT, Refused, ask, isSilence, open } from './api.js';
import { readSignals, signalsPath } from './signals.js';
import { changed, state, takeDocument, takeEvents } from './store.js';

const ALERTS_EVERY_MS = 2_000;
const SIGNALS_EVERY_MS = 1_000;
const AGENTS_EVERY_MS = 5_000;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;
const EVENTS_AT_FIRST = 500;
const GONE = 410;
/** The registry says something on each stream every fifteen seconds. */
const SILENT_STREAM_MS = 40_000;

let running = null;

/** Begins, and stops while the page is hidden: streams of hidden tabs would use up the browser's
 * six connections to a server. */
export function start() {
  document.addEventListener('visibilitychange', follow);
  follow();
}

/** Tries again at once, as with a new token. */
export function restart() {
  stop();
  state.connection.refusals.clear();
  follow();
}

function follow() {
  if (document.hidden) stop();
  else if (running === null) begin();
}

function stop() {
  running?.abort();
  running = null;
}

function begin() {
  running = new AbortController();
  const { signal } = running;
  state.connection.begunAt = Date.now();
  keep(signal, documentsStream);
  keep(signal, eventsStream);
  every(signal, ALERTS_EVERY_MS, askAlerts);
  every(signal, SIGNALS_EVERY_MS, askSignals);
  every(signal, AGENTS_EVERY_MS, askAgents);
}

async function askAlerts() {
  state.alerts = (await ask(WEFT + '/alerts')).items;
}

async function askAgents() {
  state.agents = (await ask(WEFT + '/agents')).agents;
}

async function askSignals() {
  state.signals = readSignals(await ask(signalsPath()), state.signals);
}

/** Breaks a stream off that says nothing, not even that there is nothing, as after a sleep. */
async function watched(stream, signal) {
  const silence = new AbortController();
  let timer;
  const alive = () => {
    clearTimeout(timer);
    timer = setTimeout(() => silence.abort(), SILENT_STREAM_MS);
  };
  alive();
  try {
    await stream(AbortSignal.any([signal, silence.signal]), alive);
  } finally {
    clearTimeout(timer);
  }
}

/** Runs a stream again and again; the wait doubles while it fails before it says anything. */
async function keep(signal, stream) {
  let wait = FIRST_WAIT_MS;
  while (!signal.aborted) {
    const begun = performance.now();
    try {
      await watched(stream, signal);
      wait = FIRST_WAIT_MS;
    } catch (error) {
      if (signal.aborted) return;
      if (performance.now() - begun > LONGEST_WAIT_MS) wait = FIRST_WAIT_MS;
      failed(stream, error, wait);
    }
    await pause(wait * (0.8 + 0.4 * Math.random()), signal);
    wait = Math.min(wait * 2, LONGEST_WAIT_MS);
  }
}

async function every(signal, milliseconds, question) {
  let wait = milliseconds;
  while (!signal.aborted) {
    try {
      await question();
      if (signal.aborted) return;
      heard(question);
      wait = milliseconds;
    } catch (error) {
      if (signal.aborted) return;
      wait = Math.min(wait * 2, LONGEST_WAIT_MS);
      failed(question, error, wait);
    }
    await pause(wait, signal);
  }
}

function pause(milliseconds, signal) {
  return new Promise(done => {
    const timer = setTimeout(finish, milliseconds);
    function finish() {
      clearTimeout(timer);
      signal.removeEventListener('abort', finish);
      done();
    }
    signal.addEventListener('abort', finish);
  });
}

/** @param question the function that got an answer */
function heard(question) {
  const { connection } = state;
  connection.heardAt = Date.now();
  connection.failed = false;
  connection.refusals.delete(question);
  changed();
}

function failed(question, error, wait) {
  const { connection } = state;
  if (isSilence(error)) {
    connection.failed = true;
  } else {
    connection.heardAt = Date.now();
    connection.refusals.set(question, error);
  }
  connection.retryAt = Date.now() + wait;
  changed();
}

// The version up to which everything is known; null before the first time.
let version = null;

async function documentsStream(signal, alive) {
  const answer = await open(
    WEFT + '/watch' + (version === null ? '' : '?resourceVersion=' + version), signal);
  const fresh = version === null ? [] : null;
  let collected = fresh;
  await lines(answer, line => {
    if (line.type === 'ERROR') {
      if (line.object.code !== GONE) throw new Refused(line.object.code, line.object);
      version = null; // what is too old is read from the beginning
      return;
    }
    if (line.type !== 'BOOKMARK') {
      if (collected) collected.push(line);
      else takeDocument(line.type, line.object);
    }
    const seen = line.object.metadata?.resourceVersion;
    if (!collected && seen) version = seen;
  }, () => {
    if (!collected) return;
    // A first reading takes the place of what was known in one piece.
    state.resources = new Map();
    for (const { type, object } of collected) {
      takeDocument(type, object);
      version = newer(version, object.metadata.resourceVersion);
    }
    collected = null;
    state.complete = true;
  }, () => {
    alive();
    heard(documentsStream);
  });
}

function newer(a, b) {
  return a === null || BigInt(b) > BigInt(a) ? b : a;
}

let lastEvent = null;

async function eventsStream(signal, alive) {
  if (lastEvent === null) {
    const list = await ask(WEFT + '/events?limit=' + EVENTS_AT_FIRST);
    state.events = [];
    takeEvents(list.items);
    lastEvent = list.metadata.resourceVersion;
    heard(eventsStream);
  }
  const answer = await open(WEFT + '/events?watch=1&resourceVersion=' + lastEvent, signal);
  await lines(answer, line => {
    if (line.type === 'ERROR') {
      if (line.object.code !== GONE) throw new Refused(line.object.code, line.object);
      lastEvent = null;
      return;
    }
    takeEvents([line.object]);
    lastEvent = line.object.metadata.resourceVersion;
  }, () => {}, () => {
    alive();
    heard(eventsStream);
  });
}

/**
 * Reads a stream of JSON lines to its end.
 *
 * @param quiet called when what there was has been read: the registry then writes a space, which
 *     begins no line
 * @param some called whenever something came
 */
async function lines(answer, take, quiet, some) {
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const all = (rest + value).split('\n');
    rest = all.pop();
    for (const line of all) {
      if (line.trim()) take(JSON.parse(line));
    }
    if (rest !== '' && rest.trim() === '') quiet();
    some();
  }
}
