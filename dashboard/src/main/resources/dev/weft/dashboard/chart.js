// A chart over time (uPlot), with the events of a service as marks. Beside the drawing stands its
// last value as text; the figures themselves are in the tables.

import { Plot, html, useEffect, useRef } from './preact.js';
import { clock } from './format.js';

const HEIGHT_PX = 170;
const MARK_REACH_PX = 5;
const MOST_LAG_S = 120;

/**
 * @param times seconds since 1970, ascending
 * @param lines {name, values, look, dashed}
 * @param write how a value is written
 * @param marks {at (seconds), severity, words}
 */
export function Chart({ title, times, lines, write, marks, least = 0, most, note }) {
  const box = useRef(null);
  const plot = useRef(null);
  const now = useRef({});
  now.current = { marks, lines, write };
  const shape = lines.map(line => line.name + line.look).join(' ');
  useEffect(() => {
    const made = new Plot(options(box.current, now, least, most), [times, ...lines.map(l => l.values)],
      box.current);
    plot.current = made;
    const observer = new ResizeObserver(() => {
      made.setSize({ width: box.current.clientWidth, height: HEIGHT_PX });
    });
    observer.observe(box.current);
    const dark = window.matchMedia('(prefers-color-scheme: dark)');
    const redraw = () => made.redraw(false);
    dark.addEventListener('change', redraw);
    document.documentElement.addEventListener('theme', redraw);
    return () => {
      dark.removeEventListener('change', redraw);
      document.documentElement.removeEventListener('theme', redraw);
      observer.disconnect();
      made.destroy();
    };
  }, [shape]);
  useEffect(() => {
    plot.current?.setData([times, ...lines.map(line => line.values)]);
  }, [times, lines]);
  const last = lines.map(line => line.name + ' ' + write(lastOf(line.values))).join(', ');
  return html`<figure class="chart">
    <figcaption><b>${title}</b> ${lines.map(line => html`<span key=${line.name}
      class=${'key ' + line.look}><i aria-hidden="true"></i>${line.name} ${
      write(lastOf(line.values))}</span>`)} ${note && html`<span class="quiet">${note}</span>`}
    </figcaption>
    <div ref=${box} class="plot" role="img" aria-label=${title + ' over time; now ' + last}></div>
    <p class="told" aria-hidden="true"></p>
  </figure>`;
}

function lastOf(values) {
  for (let i = values.length - 1; i >= 0; i--) {
    if (values[i] !== null && values[i] !== undefined) return values[i];
  }
  return null;
}

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function options(box, now, least, most) {
  const told = box.parentElement.querySelector('.told');
  const axis = {
    stroke: () => colour('--quiet'),
    font: '11px system-ui, sans-serif',
    grid: { stroke: () => colour('--line'), width: 1 },
    ticks: { show: false },
  };
  return {
    width: box.clientWidth,
    height: HEIGHT_PX,
    padding: [10, 8, 0, 0],
    legend: { show: false },
    cursor: { drag: { x: false, y: false }, points: { size: 6 }, y: false, sync: { key: 'weft' } },
    scales: {
      x: { time: true, range: (u, low, high) => [low, untilNow(high)] },
      y: {
        range: (u, low, high) => {
          const top = most ?? Math.max(high ?? 0, 0);
          return [Math.min(least, low ?? least), top <= least ? least + 1 : most ?? top * 1.12];
        },
      },
    },
    axes: [
      { ...axis, space: 70, size: 28, values: (u, splits) => splits.map(short) },
      { ...axis, size: 58, space: 34, values: (u, splits) => splits.map(now.current.write) },
    ],
    series: [
      {},
      ...now.current.lines.map(line => ({
        label: line.name,
        stroke: () => colour('--' + line.look),
        fill: line.filled ? () => colour('--' + line.look) + '22' : undefined,
        dash: line.dashed ? [4, 3] : undefined,
        width: 1.6,
        spanGaps: false,
        points: { show: false },
      })),
    ],
    hooks: {
      draw: [u => drawMarks(u, now.current.marks)],
      setCursor: [u => tell(u, told, now.current)],
    },
  };
}

/** The last point is some seconds old; what has happened since is marked all the same. */
function untilNow(last) {
  const now = Date.now() / 1_000;
  return now > last && now - last < MOST_LAG_S ? now : last;
}

function short(seconds) {
  return new Date(seconds * 1_000).toLocaleTimeString('en-GB').replace(/:00$/, '');
}

function drawMarks(u, marks) {
  const { ctx, bbox } = u;
  ctx.save();
  for (const mark of marks) {
    const x = Math.round(u.valToPos(mark.at, 'x', true));
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    ctx.strokeStyle = ctx.fillStyle = colour('--' + mark.look);
    ctx.lineWidth = devicePixelRatio;
    ctx.setLineDash([3 * devicePixelRatio, 3 * devicePixelRatio]);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    ctx.setLineDash([]);
    ctx.beginPath();
    const size = 4 * devicePixelRatio;
    ctx.moveTo(x - size, bbox.top - size);
    ctx.lineTo(x + size, bbox.top - size);
    ctx.lineTo(x, bbox.top + size);
    ctx.fill();
  }
  ctx.restore();
}

/** What lies under the pointer, as a line of text below the chart. */
function tell(u, told, { marks, lines, write }) {
  const { idx, left } = u.cursor;
  if (idx === null || idx === undefined || left < 0) {
    told.textContent = '';
    return;
  }
  const near = marks.filter(mark =>
    Math.abs(u.valToPos(mark.at, 'x') - left) <= MARK_REACH_PX).map(mark => mark.words);
  told.textContent = [
    clock(u.data[0][idx] * 1_000) + ': ' + lines.map((line, i) =>
      line.name + ' ' + write(u.data[i + 1][idx])).join(', '),
    ...near.slice(0, 3),
  ].join(' · ');
}
