// The small things that every view is made of.

import { html, useLayoutEffect, useMemo, useRef, useState } from './preact.js';

/** Shapes differ as much as colours do: nobody needs to see colours to tell states apart. */
const SHAPES = {
  passing: 'M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 0 0 0-13zM4.9 8.2l2.2 2.2l4.1-4.5',
  degraded: 'M8 1.8L14.8 14H1.2zM8 6.4v3.4M8 11.6v.6',
  failing: 'M5.2 1.5h5.6l3.7 3.7v5.6l-3.7 3.7H5.2l-3.7-3.7V5.2zM5.6 5.6l4.8 4.8M10.4 5.6l-4.8 4.8',
  unknown: 'M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 0 0 0-13zM6.1 6.2a1.9 1.9 0 1 1 2.7 1.7'
    + 'c-.6.3-.8.7-.8 1.3M8 11.2v.5',
  out: 'M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 0 0 0-13zM6.3 5.6v4.8M9.7 5.6v4.8',
  empty: 'M3 3h10v10H3z',
  info: 'M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 0 0 0-13zM8 7.2v4M8 4.6v.6',
};

const SHAPE_OF = {
  cordoned: 'out', draining: 'out', ejected: 'out', critical: 'failing',
  warning: 'degraded',
  accepted: 'passing', partly: 'degraded', refused: 'failing', waiting: 'unknown',
};

const LOOK_OF = {
  cordoned: 'unknown', draining: 'unknown', ejected: 'degraded', empty: 'unknown',
  info: 'unknown', critical: 'failing', warning: 'degraded', accepted: 'passing', partly: 'degraded',
  refused: 'failing', waiting: 'unknown',
};

export function lookOf(state) {
  return LOOK_OF[state] ?? state;
}

export function shapeOf(state) {
  return SHAPES[SHAPE_OF[state] ?? state] ?? SHAPES.unknown;
}

export function Shape({ state }) {
  return html`<svg class=${'shape ' + lookOf(state)} viewBox="0 0 16 16" aria-hidden="true">
    <path d=${shapeOf(state)} />
  </svg>`;
}

/** A state as shape and word. */
export function State({ state, word = state }) {
  return html`<span class=${'state ' + lookOf(state)}><${Shape} state=${state} />${word}</span>`;
}

export function Figure({ name, value, note, state }) {
  return html`<div class="figure">
    <dt>${name}</dt>
    <dd class=${state ? lookOf(state) : ''}>${value}${note && html`<small>${note}</small>`}</dd>
  </div>`;
}

/**
 * A table whose rows may be sorted by any column.
 *
 * @param columns {name, value(row), cell(row), numeric, wide}; value is sorted by
 */
export function Table({ caption, columns, rows, idOf, empty, sortBy = 0, descending = false }) {
  const [order, setOrder] = useState({ column: sortBy, descending });
  const by = columns[order.column].value;
  // Sorted when it is asked for and when rows come or go, not when figures change: rows under a
  // pointer stay where they are.
  const places = useMemo(() => new Map((by ? [...rows].sort((a, b) => {
    const compared = compareAny(by(a), by(b));
    return order.descending ? -compared : compared;
  }) : rows).map((row, i) => [idOf(row), i])), [order, rows.map(idOf).sort().join('\n')]);
  const sorted = [...rows].sort((a, b) => places.get(idOf(a)) - places.get(idOf(b)));
  const sort = column => setOrder(old => ({
    column,
    descending: old.column === column ? !old.descending : Boolean(columns[column].numeric),
  }));
  return html`<div class="scroll" tabindex="0" role="region" aria-label=${caption}>
    <table>
      <caption class="unseen">${caption}</caption>
      <thead><tr>${columns.map((column, i) => html`
        <th scope="col" class=${column.numeric ? 'number' : ''}
          aria-sort=${i !== order.column || !column.value ? undefined
            : order.descending ? 'descending' : 'ascending'}>
          ${column.value
            ? html`<button type="button" class="sort" onClick=${() => sort(i)}>${column.name}
                <span aria-hidden="true">${i === order.column
                  ? order.descending ? ' ▾' : ' ▴' : ''}</span></button>`
            : column.name}
        </th>`)}</tr></thead>
      <tbody>
        ${sorted.map(row => html`<tr key=${idOf(row)}>${columns.map((column, i) => {
          const content = (column.cell ?? column.value)(row);
          const look = (column.numeric ? 'number' : '') + (column.wide ? ' wide' : '');
          return i === 0
            ? html`<th scope="row" class=${look} data-name=${column.name}>${content}</th>`
            : html`<td class=${look} data-name=${column.name}>${content}</td>`;
        })}</tr>`)}
        ${rows.length === 0 && html`<tr><td class="none" colspan=${columns.length}>${empty}</td></tr>`}
      </tbody>
    </table>
  </div>`;
}

function compareAny(a, b) {
  if (a === b) return 0;
  if (a === null || a === undefined) return -1;
  if (b === null || b === undefined) return 1;
  return typeof a === 'number' && typeof b === 'number'
    ? a - b : String(a).localeCompare(String(b), 'en', { numeric: true });
}

/** A command to be typed, with a button that copies it. */
export function Command({ text }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), 2_000);
  };
  return html`<p class="command"><code>${text}</code>${navigator.clipboard && html`
    <button type="button" class="quiet" onClick=${copy} aria-label=${'Copy: ' + text}>
      ${copied ? 'copied' : 'copy'}</button>`}</p>`;
}

/** A dialog that the browser itself keeps the focus in, and that Escape closes. */
export function Dialog({ title, onClose, children }) {
  const element = useRef(null);
  // Before anything is painted: what is typed or clicked at once goes into the dialog.
  useLayoutEffect(() => {
    const before = document.activeElement;
    const dialog = element.current;
    dialog.showModal();
    return () => {
      dialog.close(); // first: nothing behind an open dialog can have the focus
      before?.focus?.();
    };
  }, []);
  return html`<dialog ref=${element} aria-labelledby="dialog-title" onClose=${onClose}
      onCancel=${event => { event.preventDefault(); onClose(); }}>
    <h2 id="dialog-title">${title}</h2>
    ${children}
  </dialog>`;
}

/** Buttons of which one is chosen. */
export function Choice({ name, options, value, onChange }) {
  return html`<div class="choice" role="group" aria-label=${name}>
    ${options.map(option => html`<button type="button" key=${option.value}
      aria-pressed=${option.value === value ? 'true' : 'false'}
      onClick=${() => onChange(option.value)}>${option.name}</button>`)}
  </div>`;
}

export function Heading({ children, note }) {
  return html`<div class="heading">
    <h1 tabindex="-1" id="top">${children}</h1>
    ${note && html`<p class="quiet">${note}</p>`}
  </div>`;
}
