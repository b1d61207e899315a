// The services as nodes, the calls between them as arrows. Nodes are links: Tab goes through them,
// Enter opens one. What the arrows say stands in a table besides (overview.js).

import { html, useEffect, useLayoutEffect, useMemo, useRef, useState } from './preact.js';
import { many, millis, percent, rate } from './format.js';
import { layOut, short } from './layout.js';
import { linkTo, takesCalls } from './mesh.js';
import { lookOf, shapeOf } from './parts.js';
import { callerName, callerService, standingOfCalls } from './signals.js';

const NARROW_PX = 640;
const LEAST_SCALE = 0.2;
const MOST_SCALE = 2.5;
/** Below this nobody can read a node. */
const LEGIBLE_SCALE = 0.75;
const MOST_LABELS = 25;
const MOST_OUTSIDE = 6;

/** What is drawn: services, and callers that are none. */
export function topology(services, signals) {
  const known = new Map(services.map(service => [service.id, service]));
  const nodes = services.map(service => ({ id: service.id, name: service.shown, service }));
  const arrows = [];
  const outside = new Map();
  for (const [id, pair] of signals?.pairs ?? []) {
    if (!known.has(pair.service)) continue;
    let from = callerService(pair.caller, known);
    if (from === null) {
      from = 'caller ' + pair.caller;
      outside.set(from, { id: from, name: callerName(pair.caller), service: null });
    }
    arrows.push({ id, from, to: pair.service, pair });
  }
  if (outside.size > MOST_OUTSIDE) gathered(arrows, outside);
  const byId = (a, b) => (a.id < b.id ? -1 : 1);
  return { nodes: [...nodes, ...[...outside.values()].sort(byId)], arrows: arrows.sort(byId) };
}

/** Callers that are no services may be thousands of addresses: then they are drawn as one. */
function gathered(arrows, outside) {
  const one = { id: 'callers', name: outside.size + ' callers', service: null };
  const sums = new Map();
  const others = arrows.filter(arrow => !outside.has(arrow.from));
  for (const arrow of arrows) {
    if (outside.has(arrow.from)) sums.set(arrow.to, sum(sums.get(arrow.to), arrow.pair, one.name));
  }
  outside.clear();
  outside.set(one.id, one);
  arrows.splice(0, arrows.length, ...others, ...[...sums].map(([to, pair]) => ({
    id: one.id + ' ' + to, from: one.id, to, pair,
  })));
}

function sum(a, b, caller) {
  if (!a) return { ...b, caller };
  const calls = a.calls + b.calls;
  const failed = a.failed + b.failed;
  return {
    ...a, calls, failed, rate: a.rate + b.rate, success: calls ? 1 - failed / calls : null,
    p99: Math.max(a.p99, b.p99),
  };
}

/** @param legend what stands below */
export function Graph({ services, signals, search, legend }) {
  const box = useRef(null);
  const [room, setRoom] = useState(null);
  useLayoutEffect(() => {
    const measure = () => setRoom(box.current.clientWidth);
    const observer = new ResizeObserver(measure);
    observer.observe(box.current);
    measure();
    return () => observer.disconnect();
  }, []);
  const { nodes, arrows } = topology(services, signals);
  const down = room !== null && room < NARROW_PX;
  const shape = nodes.map(n => n.id + ' ' + n.name).join('\n') + '\n\n'
    + arrows.map(a => a.id).join('\n');
  const layout = useMemo(
    () => (room === null ? null : layOut(nodes, arrows, { width: room, down })),
    [shape, down, room === null, Math.round((room ?? 0) / 80)]);
  return html`<div class="graph" ref=${box}>
    ${layout && html`<${Canvas}
      ...${{ nodes, arrows, layout, room, search, signals, shape, legend }} />`}
  </div>`;
}

function fitted(layout, room) {
  const scale = Math.max(LEGIBLE_SCALE, Math.min(1.15, (room - 2) / layout.width));
  return { scale, x: Math.max(0, (room - layout.width * scale) / 2), y: 0 };
}

function Canvas({ nodes, arrows, layout, room, search, signals, shape, legend }) {
  const start = fitted(layout, room);
  const height = Math.round(Math.min(
    Math.max(layout.height * start.scale, 110), Math.max(420, window.innerHeight)));
  const [view, setView] = useState(start);
  const moved = useRef(false);
  // Of whom the neighbours are brought out: what the pointer or the focus is on.
  const [pointed, setPointed] = useState(null);
  const svg = useRef(null);
  useEffect(() => {
    if (!moved.current) setView(start);
  }, [shape, room]);
  const change = next => {
    moved.current = true;
    setView(next);
  };
  const zoom = (factor, x = room / 2, y = height / 2) => change(old => {
    const scale = Math.min(MOST_SCALE, Math.max(LEAST_SCALE, old.scale * factor));
    const by = scale / old.scale;
    return { scale, x: x - (x - old.x) * by, y: y - (y - old.y) * by };
  });
  const fit = () => {
    moved.current = false;
    const scale = Math.min(1.15, (room - 2) / layout.width, (height - 2) / layout.height);
    setView({ scale, x: Math.max(0, (room - layout.width * scale) / 2), y: 0 });
  };
  useDragging(svg, change, zoom);
  // A focused node must be in sight.
  const show = place => setView(old => {
    const left = place.x * old.scale + old.x;
    const top = place.y * old.scale + old.y;
    const inside = left > 40 && left < room - 40 && top > 20 && top < height - 20;
    return inside ? old : {
      ...old, x: room / 2 - place.x * old.scale, y: height / 2 - place.y * old.scale,
    };
  });
  const keys = event => {
    const step = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] };
    if (event.key === '+' || event.key === '=') zoom(1.25);
    else if (event.key === '-') zoom(0.8);
    else if (event.key === '0') fit();
    else if (step[event.key] && event.target === svg.current) {
      const [x, y] = step[event.key];
      change(old => ({ ...old, x: old.x + x, y: old.y + y }));
    } else return;
    event.preventDefault();
  };
  const wanted = search.trim().toLowerCase();
  const matches = node => node.name.toLowerCase().includes(wanted);
  const near = new Set(nodes.filter(matches).map(node => node.id));
  const labels = arrows.length <= MOST_LABELS || view.scale > 1.1;
  const touches = arrow => arrow.from === pointed || arrow.to === pointed;
  const beside = new Set(arrows.filter(touches).flatMap(arrow => [arrow.from, arrow.to]));
  return html`
    <svg ref=${svg} width=${room} height=${height} tabindex="0" role="group" onKeyDown=${keys}
      aria-label=${'The mesh: ' + many(nodes.length, 'node') + ', ' + many(arrows.length, 'arrow')
        + '. Tab goes through the services, plus and minus zoom, 0 shows all, arrow keys move.'
        + ' The table shows the same.'}>
      <defs>
        ${['passing', 'degraded', 'failing', 'unknown'].map(look => html`
          <marker key=${look} id=${'tip-' + look} viewBox="0 0 8 8" refX="7" refY="4"
            markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto">
            <path class=${'tip ' + look} d="M0 0L8 4L0 8z" />
          </marker>`)}
      </defs>
      <g transform=${`translate(${view.x} ${view.y}) scale(${view.scale})`}>
        ${arrows.map(arrow => html`<${Arrow} key=${arrow.id} arrow=${arrow}
          path=${layout.paths.get(arrow.id)} labelled=${labels || (beside.size > 0 && touches(arrow))}
          faded=${beside.size > 0 ? !touches(arrow)
            : wanted && !near.has(arrow.from) && !near.has(arrow.to)} />`)}
        ${nodes.map(node => html`<${Node} key=${node.id} node=${node} show=${show}
          place=${layout.places.get(node.id)} onPoint=${setPointed}
          faded=${beside.size > 0 ? !beside.has(node.id) : wanted && !near.has(node.id)}
          found=${wanted && near.has(node.id)} signals=${signals} />`)}
      </g>
    </svg>
    <div class="under">
      ${legend}
      <div class="zoom" role="group" aria-label="Zoom">
        <button type="button" aria-label="Zoom in" onClick=${() => zoom(1.25)}>+</button>
        <button type="button" aria-label="Zoom out" onClick=${() => zoom(0.8)}>−</button>
        <button type="button" aria-label="Show all" onClick=${fit}>all</button>
      </div>
    </div>`;
}

/** Dragging moves, two fingers or the wheel with Ctrl zoom; the wheel alone scrolls the page. */
function useDragging(svg, change, zoom) {
  const latest = useRef(null);
  latest.current = { change, zoom };
  useEffect(() => {
    const element = svg.current;
    const fingers = new Map();
    let dragged = 0;
    const spread = () => {
      const [a, b] = [...fingers.values()];
      return Math.hypot(a.x - b.x, a.y - b.y);
    };
    const down = event => {
      fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
      dragged = 0;
    };
    const move = event => {
      const old = fingers.get(event.pointerId);
      if (!old) return;
      const before = fingers.size === 2 ? spread() : 0;
      const [dx, dy] = [event.clientX - old.x, event.clientY - old.y];
      fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
      dragged += Math.abs(dx) + Math.abs(dy);
      if (fingers.size === 2) {
        const at = element.getBoundingClientRect();
        latest.current.zoom(spread() / before, event.clientX - at.left, event.clientY - at.top);
      } else if (dragged > 4) {
        element.setPointerCapture?.(event.pointerId);
        latest.current.change(view => ({ ...view, x: view.x + dx, y: view.y + dy }));
      }
    };
    const up = event => fingers.delete(event.pointerId);
    const wheel = event => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const at = element.getBoundingClientRect();
      latest.current.zoom(Math.exp(-event.deltaY / 300), event.clientX - at.left,
        event.clientY - at.top);
    };
    const click = event => {
      if (dragged > 4) event.preventDefault(); // it was moved, not opened
    };
    const listeners = {
      pointerdown: down, pointermove: move, pointerup: up, pointercancel: up, click,
    };
    Object.entries(listeners).forEach(([name, one]) => element.addEventListener(name, one));
    element.addEventListener('wheel', wheel, { passive: false });
    return () => {
      Object.entries(listeners).forEach(([name, one]) => element.removeEventListener(name, one));
      element.removeEventListener('wheel', wheel);
    };
  }, []);
}

function Arrow({ arrow, path, labelled, faded }) {
  const { pair } = arrow;
  if (!path) return null;
  const look = pair.calls === 0 ? 'unknown' : standingOfCalls(pair);
  const width = pair.rate > 0 ? Math.min(6, 1.4 + Math.log10(1 + pair.rate)) : 1;
  const bad = look === 'failing' || look === 'degraded';
  const words = !bad ? rate(pair.rate)
    : (labelled ? rate(pair.rate) + ', ' : '') + percent(pair.success);
  const title = callerName(pair.caller) + ' → ' + pair.service.split('/')[1] + ': '
    + rate(pair.rate) + ', ' + percent(pair.success) + ' succeed, p99 ' + millis(pair.p99);
  return html`<g class=${'arrow ' + look + (faded ? ' faded' : '') + (pair.calls ? '' : ' silent')}>
    <title>${title}</title>
    <path class="reach" d=${path.d} />
    <path class="line" d=${path.d} stroke-width=${width.toFixed(1)}
      marker-end=${'url(#tip-' + look + ')'} />
    ${(labelled || bad) && pair.calls > 0 && html`<g transform=${`translate(${path.x} ${path.y})`}>
      <text class="halo" dy="-7">${words}</text><text dy="-7">${words}</text>
    </g>`}
  </g>`;
}

function Node({ node, place, faded, found, signals, show, onPoint }) {
  if (!place) return null;
  const { service } = node;
  const left = -place.width / 2;
  const top = -place.height / 2;
  const classes = 'node ' + (faded ? 'faded ' : '') + (found ? 'found ' : '');
  const at = `translate(${place.x} ${place.y})`;
  if (!service) {
    return html`<g class=${classes + 'outside'} transform=${at}>
      <title>${node.name}</title>
      <rect x=${left} y=${top + 7} width=${place.width} height=${place.height - 14} rx="15" />
      <text y="4" text-anchor="middle">${short(node.name)}</text>
    </g>`;
  }
  const figures = signals?.services.get(service.id);
  const taking = service.routees.filter(takesCalls).length;
  const look = worse(lookOf(service.standing), standingOfCalls(figures));
  const counts = service.routees.length === 0 ? 'no routee' : taking + '/' + service.routees.length;
  const calls = figures?.calls ? rate(figures.rate) : '';
  const success = figures?.calls && figures.success < 0.9995 ? percent(figures.success) : '';
  // Three do not fit; where calls fail, how many routees there are matters less.
  const note = (success ? [calls, success] : [counts, calls]).filter(Boolean).join(' · ');
  const spoken = node.name + ': ' + taking + ' of ' + many(service.routees.length, 'routee')
    + (taking === 1 && service.routees.length === 1 ? ' takes calls' : ' take calls')
    + (figures?.calls ? ', ' + rate(figures.rate) + ', ' + percent(figures.success) + ' succeed'
      : ', no calls');
  return html`<a class=${classes + look} href=${linkTo(service)} aria-label=${spoken}
      transform=${at} draggable="false" onMouseEnter=${() => onPoint(node.id)}
      onMouseLeave=${() => onPoint(null)} onBlur=${() => onPoint(null)}
      onFocus=${() => { show(place); onPoint(node.id); }}>
    <title>${node.name}</title>
    <rect x=${left} y=${top} width=${place.width} height=${place.height} rx="8" />
    <g class=${'shape ' + look} transform=${`translate(${left + 9} ${top + 7}) scale(.9)`}>
      <path d=${shapeOf(look === 'passing' ? 'passing' : look)} /></g>
    <text class="name" x=${left + 30} y=${top + 18}>${short(node.name)}</text>
    <text class="note" x=${left + 30} y=${top + 34}>${note}</text>
  </a>`;
}

const ORDER = ['unknown', 'passing', 'degraded', 'failing'];

function worse(a, b) {
  return ORDER.indexOf(a) >= ORDER.indexOf(b) ? a : b;
}
