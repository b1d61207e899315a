// Where the services stand. What calls each other goes left to right (or down, on a narrow screen)
// by dagre; what calls nobody and is not called stands in rows below. Pure functions.

import { dagre } from './preact.js';

export const NODE_HEIGHT = 44;
const CHAR_WIDTH = 7.4;
const LEAST_WIDTH = 128;
const MOST_WIDTH = 210;
const GAP = 14;
const MOST_CHARS = 24;
/** From so many on, arrows are short and carry no figures. */
const MANY = 25;

/** A name that fits into a node. */
export function short(name) {
  return name.length <= MOST_CHARS ? name : name.slice(0, MOST_CHARS - 1) + '…';
}

function widthOf(node) {
  return Math.min(MOST_WIDTH, Math.max(LEAST_WIDTH, short(node.name).length * CHAR_WIDTH + 42));
}

/**
 * @param nodes {id, name}, in a fixed order
 * @param arrows {id, from, to}
 * @param room {width, down}: what there is, in pixels, and whether arrows go down
 * @returns {places: Map id → {x, y, width, height}, paths: Map id → {d, x, y}, width, height}
 */
export function layOut(nodes, arrows, room) {
  const joined = new Set(arrows.flatMap(arrow => [arrow.from, arrow.to]));
  const places = new Map();
  const paths = new Map();
  const size = { width: 0, height: 0 };
  if (joined.size > 0) {
    drawn(nodes.filter(node => joined.has(node.id)), arrows, room, places, paths, size);
  }
  rows(nodes.filter(node => !joined.has(node.id)), room, places, size);
  return { places, paths, ...size };
}

function drawn(nodes, arrows, room, places, paths, size) {
  const graph = new dagre.graphlib.Graph({ multigraph: true });
  graph.setGraph({
    rankdir: room.down ? 'TB' : 'LR',
    nodesep: nodes.length > MANY ? 10 : GAP,
    ranksep: nodes.length > MANY ? 50 : room.down ? 46 : 112,
    edgesep: 8,
    marginx: 6,
    marginy: 6,
  });
  nodes.forEach(node => graph.setNode(node.id, { width: widthOf(node), height: NODE_HEIGHT }));
  arrows.forEach(arrow => graph.setEdge(arrow.from, arrow.to, {}, arrow.id));
  dagre.layout(graph);
  nodes.forEach(node => places.set(node.id, graph.node(node.id)));
  for (const edge of graph.edges()) {
    const { points } = graph.edge(edge);
    const middle = points[Math.floor(points.length / 2)];
    paths.set(edge.name, { d: smooth(points), x: middle.x, y: middle.y });
  }
  size.width = graph.graph().width;
  size.height = graph.graph().height;
}

/** A curve through the middles of what the points span. */
function smooth(points) {
  const at = point => point.x.toFixed(1) + ' ' + point.y.toFixed(1);
  let d = 'M' + at(points[0]);
  for (let i = 1; i < points.length - 1; i++) {
    const end = i === points.length - 2 ? points[i + 1] : {
      x: (points[i].x + points[i + 1].x) / 2,
      y: (points[i].y + points[i + 1].y) / 2,
    };
    d += 'Q' + at(points[i]) + ' ' + at(end);
  }
  return points.length === 2 ? d + 'L' + at(points[1]) : d;
}

function rows(nodes, room, places, size) {
  if (nodes.length === 0) return;
  const width = Math.max(...nodes.map(widthOf));
  const most = Math.max(1, Math.floor((Math.max(room.width, size.width) - 6) / (width + GAP)));
  const across = Math.min(most, nodes.length);
  const top = size.height === 0 ? 6 : size.height + 26;
  nodes.forEach((node, i) => places.set(node.id, {
    x: 6 + (i % across) * (width + GAP) + width / 2,
    y: top + Math.floor(i / across) * (NODE_HEIGHT + GAP) + NODE_HEIGHT / 2,
    width,
    height: NODE_HEIGHT,
  }));
  size.width = Math.max(size.width, 12 + across * (width + GAP) - GAP);
  size.height = top + Math.ceil(nodes.length / across) * (NODE_HEIGHT + GAP) - GAP + 6;
}
