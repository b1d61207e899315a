// Requests to the registry that this page came from.

import { state } from './store.js';

const TOKEN = 'weft-token';
const PATIENCE_MS = 10_000;

export const WEFT = '/apis/weft.dev/v1';

/** An answer that is no success, with the registry's own sentence. */
export class Refused extends Error {
  constructor(code, status) {
    super(sentenceOf(code, status));
    this.code = code;
    this.causes = status?.details?.causes ?? [];
  }
}

function sentenceOf(code, status) {
  if (code === 401) {
    return token() ? 'This token is not known here: mistyped, revoked or out of date.'
      : 'This registry asks for a token.';
  }
  return status?.message ?? 'The registry answered ' + code + '.';
}

/** Kept by this tab alone, and forgotten with it. */
export function token() {
  return sessionStorage.getItem(TOKEN);
}

export function keepToken(value) {
  if (value) sessionStorage.setItem(TOKEN, value);
  else sessionStorage.removeItem(TOKEN);
}

function headers(more) {
  const shown = token();
  return { ...more, ...(shown ? { Authorization: 'Bearer ' + shown } : {}) };
}

/** Opens a stream; the caller reads it. */
export async function open(path, signal) {
  const answer = await fetch(path, { headers: headers(), signal });
  if (!answer.ok) throw await refusal(answer);
  return answer;
}

/** Asks and reads the whole answer. */
export async function ask(path, { method = 'GET', body, type = 'application/json' } = {}) {
  const answer = await fetch(path, {
    method,
    headers: headers(body === undefined ? {} : { 'Content-Type': type }),
    body: body === undefined ? undefined : JSON.stringify(body),
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  const date = Date.parse(answer.headers.get('Date') ?? '');
  // A whole number of seconds: only a difference that is none of rounding is one of the clocks.
  if (date) state.aheadMs = Math.abs(date - Date.now()) > 2_000 ? date - Date.now() : 0;
  if (!answer.ok) throw await refusal(answer);
  return answer.json();
}

async function refusal(answer) {
  return new Refused(answer.status, await answer.json().catch(() => null));
}

/** A segment of a path. */
export function segment(text) {
  return encodeURIComponent(text);
}

/** Whether a failure is that nothing answered, rather than that something was refused. */
export function isSilence(error) {
  return !(error instanceof Refused);
}
