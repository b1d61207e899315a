// What the page knows of the mesh, in one place. live.js writes it; everything else reads it.
// A change is told at most five times a second, so that a busy mesh does not keep a phone busy.

const TOLD_EVERY_MS = 200;
const MOST_EVENTS = 2_000;

export const state = {
  /** kind → "namespace/name" → document */
  resources: new Map(),
  /** Whether all that there is has been heard of once. */
  complete: false,
  alerts: [],
  /** The oldest first. */
  events: [],
  agents: [],
  /** What signals.js made of the last answer; null before the first. */
  signals: null,
  /** When something was heard last, when it is tried again, and which question is refused why. */
  connection: { begunAt: 0, heardAt: 0, failed: false, retryAt: 0, refusals: new Map() },
  /** How far the registry's clock is ahead of this one, in milliseconds. */
  aheadMs: 0,
};

const listeners = new Set();
let told = 0;
let timer = null;

export function subscribe(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Something in the state is different now. */
export function changed() {
  if (timer !== null) return;
  const wait = Math.max(0, told + TOLD_EVERY_MS - performance.now());
  timer = setTimeout(() => {
    timer = null;
    told = performance.now();
    listeners.forEach(listener => listener());
  }, wait);
}

/** The registry's time as far as it can be told from here, in milliseconds. */
export function now() {
  return Date.now() + state.aheadMs;
}

export function documents(kind) {
  return [...(state.resources.get(kind) ?? new Map()).values()];
}

export function key(namespace, name) {
  return namespace + '/' + name;
}

export function takeDocument(type, document) {
  const { namespace = '', name } = document.metadata;
  const all = state.resources.get(document.kind) ?? new Map();
  state.resources.set(document.kind, all);
  if (type === 'DELETED') all.delete(key(namespace, name));
  else all.set(key(namespace, name), document);
}

export function takeEvents(items) {
  const known = new Set(state.events.map(numberOf));
  const news = items.filter(item => !known.has(numberOf(item)));
  if (news.length === 0) return;
  state.events = [...state.events, ...news]
    .sort((a, b) => numberOf(a) - numberOf(b))
    .slice(-MOST_EVENTS);
}

export function numberOf(item) {
  return Number(item.metadata.resourceVersion);
}
