// Figures and times as words. Pure functions; nothing here knows what a service is.

const NONE = '–';

/** 1234.5 → "1,235"; small ones keep a digit: 3.2, 0.05. */
export function count(value) {
  if (value == null || Number.isNaN(value)) return NONE;
  if (value === 0) return '0';
  if (value < 0.1) return value.toFixed(2);
  if (value < 10) return trimmed(value.toFixed(1));
  if (value < 10_000) return Math.round(value).toLocaleString('en');
  if (value < 1e6) return trimmed((value / 1e3).toFixed(1)) + ' k';
  return trimmed((value / 1e6).toFixed(1)) + ' M';
}

function trimmed(text) {
  return text.replace(/\.0$/, '');
}

/** Calls a second. */
export function rate(value) {
  return value == null ? NONE : count(value) + '/s';
}

/** Of 1. Nothing below a whole success is rounded up to one. */
export function percent(part) {
  if (part == null || Number.isNaN(part)) return NONE;
  const value = part * 100;
  if (value >= 100) return '100 %';
  if (value > 99.9) return (Math.floor(value * 100) / 100).toFixed(2) + ' %';
  if (value > 0 && value < 0.1) return '< 0.1 %';
  return trimmed((Math.floor(value * 10) / 10).toFixed(1)) + ' %';
}

/** Milliseconds. */
export function millis(value) {
  if (value == null || Number.isNaN(value)) return NONE;
  if (value < 1) return value === 0 ? '0 ms' : value.toFixed(2) + ' ms';
  if (value < 10) return trimmed(value.toFixed(1)) + ' ms';
  if (value < 1_000) return Math.round(value) + ' ms';
  return trimmed((value / 1_000).toFixed(value < 10_000 ? 2 : 1)) + ' s';
}

/** 12:03:11 of today, else with the day. */
export function clock(time, now = Date.now()) {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return '';
  const hours = date.toLocaleTimeString('en-GB');
  return date.toDateString() === new Date(now).toDateString()
    ? hours
    : date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' }) + ' ' + hours;
}

/** "since 12:03:11, 4 min" says both when and how long. */
export function since(time, now) {
  const text = clock(time, now);
  return text && 'since ' + text + ', ' + span(now - new Date(time).getTime());
}

/** How long, in its one or two largest units. */
export function span(milliseconds) {
  const seconds = Math.max(0, Math.round(milliseconds / 1_000));
  if (seconds < 60) return seconds + ' s';
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return minutes + ' min';
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return hours + ' h' + (minutes % 60 ? ' ' + (minutes % 60) + ' min' : '');
  return Math.floor(hours / 24) + ' d';
}

/** one routee, 3 routees. */
export function many(number, one, more = one + 's') {
  return number + ' ' + (number === 1 ? one : more);
}

/** "a, b and c" */
export function listed(words) {
  return words.length < 2
    ? words.join('')
    : words.slice(0, -1).join(', ') + ' and ' + words[words.length - 1];
}

export function capital(text) {
  return text ? text[0].toUpperCase() + text.slice(1) : '';
}

/** What is said ends with a full stop. */
export function sentence(text) {
  const clean = String(text ?? '').trim();
  if (!clean) return '';
  return /[.!?]$/.test(clean) ? clean : clean + '.';
}
