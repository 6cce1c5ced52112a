// A layered layout: things stand in columns, and every arrow that can points to the right.

const SWEEPS = 8;

/**
 * Give each node a column and a row.
 *
 * Arrows that close a circle are left out of the layering. A node's column is one more than the
 * highest of those before it; inside a column, nodes are ordered by the mean of their neighbours
 * (the barycentre method of Sugiyama, Tagawa and Toda, 1981).
 *
 * @param {string[]} nodes
 * @param {{source: string, target: string}[]} edges
 * @returns {Map<string, {column: number, row: number}>}  rows are centred around 0
 */
export function layers(nodes, edges) {
  const forward = new Map(nodes.map((node) => [node, []]));
  const backward = new Map(nodes.map((node) => [node, []]));
  for (const { source, target } of withoutCircles(nodes, edges)) {
    forward.get(source).push(target);
    backward.get(target).push(source);
  }
  const columns = inColumns(nodes, forward, backward);
  order(columns, forward, backward);
  const places = new Map();
  columns.forEach((column, index) =>
    column.forEach((node, row) =>
      places.set(node, { column: index, row: row - (column.length - 1) / 2 }),
    ),
  );
  return places;
}

function withoutCircles(nodes, edges) {
  const leaving = new Map(nodes.map((node) => [node, []]));
  for (const edge of edges) {
    if (leaving.has(edge.source) && leaving.has(edge.target)) leaving.get(edge.source).push(edge);
  }
  const kept = [];
  const state = new Map();
  for (const start of nodes) {
    if (state.has(start)) continue;
    // A stack of our own: a chain of thousands would exhaust the call stack.
    const stack = [[start, 0]];
    state.set(start, "open");
    while (stack.length) {
      const top = stack.at(-1);
      const edge = leaving.get(top[0])[top[1]];
      if (!edge) {
        state.set(top[0], "done");
        stack.pop();
        continue;
      }
      top[1] += 1;
      if (state.get(edge.target) === "open") continue;
      kept.push(edge);
      if (!state.has(edge.target)) {
        state.set(edge.target, "open");
        stack.push([edge.target, 0]);
      }
    }
  }
  return kept;
}

function inColumns(nodes, forward, backward) {
  const waiting = new Map(nodes.map((node) => [node, backward.get(node).length]));
  const column = new Map(nodes.map((node) => [node, 0]));
  const ready = nodes.filter((node) => waiting.get(node) === 0);
  for (const node of ready) {
    for (const next of forward.get(node)) {
      column.set(next, Math.max(column.get(next), column.get(node) + 1));
      waiting.set(next, waiting.get(next) - 1);
      if (waiting.get(next) === 0) ready.push(next);
    }
  }
  const columns = [];
  for (const node of nodes) (columns[column.get(node)] ??= []).push(node);
  return [...columns].map((found) => found ?? []);
}

function order(columns, forward, backward) {
  const row = new Map();
  const number = (column) => column.forEach((node, index) => row.set(node, index));
  columns.forEach(number);
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    const rightwards = sweep % 2 === 0;
    const neighbours = rightwards ? backward : forward;
    for (const column of rightwards ? columns : columns.toReversed()) {
      const middle = new Map(
        column.map((node) => {
          const near = neighbours.get(node);
          const sum = near.reduce((total, other) => total + row.get(other), 0);
          return [node, near.length ? sum / near.length : row.get(node)];
        }),
      );
      column.sort((one, two) => middle.get(one) - middle.get(two));
      number(column);
    }
  }
}
