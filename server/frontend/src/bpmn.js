// Draws a BPMN diagram and marks what was found: `<div data-bpmn="address of XML">`.

import Viewer from "bpmn-js/lib/NavigatedViewer";
import "bpmn-js/dist/assets/diagram-js.css";
import "bpmn-js/dist/assets/bpmn-js.css";

import { canvas, read } from "./canvas.js";
import { choose } from "./ways.js";

const MARKS = { violation: "✕", warning: "!", info: "i", ok: "✓" };
const WORDS = { violation: "violation", warning: "warning", info: "note", ok: "in order" };
const MOST_BUTTONS = 24;
const MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL";
const DIAGRAM = "http://www.omg.org/spec/BPMN/20100524/DI";

for (const place of document.querySelectorAll("[data-bpmn]")) draw(place);

async function draw(place) {
  const { stage, tools, note, giveUp } = canvas(
    place,
    place.getAttribute("aria-label") ?? "Process diagram",
  );
  try {
    const [xml, marks] = await Promise.all([
      read(place.dataset.bpmn, "arrayBuffer").then(decode),
      place.dataset.markers ? read(place.dataset.markers, "json") : { elements: [], paths: [] },
    ]);
    const drawable = await withLayout(xml, place.dataset.process, note);
    if (drawable === null) {
      giveUp("The file holds no drawing of this collaboration. The table on this page lists its steps.");
      return;
    }
    await show(place, stage, tools, drawable, marks);
    place.dataset.ready = "true";
  } catch (error) {
    giveUp(`The diagram could not be drawn: ${error.message}. The table on this page lists the steps.`);
  }
}

/** Decode XML as its byte order mark or its declaration says (XML 1.0, appendix F). */
function decode(bytes) {
  const head = new Uint8Array(bytes.slice(0, 200));
  if (head[0] === 0xfe && head[1] === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  if (head[0] === 0xff && head[1] === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  const declared = /^<\?xml[^>]*encoding=["']([\w.-]+)["']/.exec(new TextDecoder().decode(head));
  const name = declared && !/^utf-16/i.test(declared[1]) ? declared[1] : "utf-8";
  return new TextDecoder(name).decode(bytes);
}

/**
 * Give a file as it can be drawn. It may hold the process without a drawing of it: one process on
 * its own can be laid out, without others that the file holds, such as one that calls it.
 */
async function withLayout(xml, process, note) {
  const file = new DOMParser().parseFromString(xml, "application/xml");
  const held = [...file.getElementsByTagNameNS(MODEL, "process")];
  const own = held.find(({ id }) => id === process);
  const shapes = [...file.getElementsByTagNameNS(DIAGRAM, "BPMNShape")];
  if (shapes.length && (!own || diagramOf(xml, process))) return xml;
  if (file.getElementsByTagNameNS(MODEL, "participant").length > 1) return null;
  if (own) for (const other of held) if (other !== own) other.remove();
  for (const drawing of [...file.getElementsByTagNameNS(DIAGRAM, "BPMNDiagram")]) drawing.remove();
  const { layoutProcess } = await import("bpmn-auto-layout");
  const laidOut = await layoutProcess(withEnds(file));
  note("The file holds no drawing: this layout was made automatically.");
  return laidOut;
}

/** Give the id of the drawing that shows most of a process; none where no drawing shows any. */
function diagramOf(xml, process) {
  const file = new DOMParser().parseFromString(xml, "application/xml");
  const own = [...file.getElementsByTagNameNS(MODEL, "process")].find(({ id }) => id === process);
  const parts = new Set([...(own?.querySelectorAll("[id]") ?? [])].map(({ id }) => id));
  let [best, most] = [undefined, 0];
  for (const drawing of file.getElementsByTagNameNS(DIAGRAM, "BPMNDiagram")) {
    const shapes = [...drawing.getElementsByTagNameNS(DIAGRAM, "BPMNShape")];
    const shown = shapes.filter((shape) => parts.has(shape.getAttribute("bpmnElement"))).length;
    if (shown > most) [best, most] = [drawing.id, shown];
  }
  return best;
}

/** The layout follows `incoming` and `outgoing`, which the standard lets a file leave out. */
function withEnds(file) {
  const byId = new Map([...file.querySelectorAll("[id]")].map((node) => [node.id, node]));
  for (const flow of file.getElementsByTagNameNS(MODEL, "sequenceFlow")) {
    for (const [end, name] of [["sourceRef", "outgoing"], ["targetRef", "incoming"]]) {
      const node = byId.get(flow.getAttribute(end));
      const told = [...(node?.children ?? [])].some(
        (child) => child.localName === name && child.textContent.trim() === flow.id,
      );
      if (!node || told) continue;
      const added = file.createElementNS(MODEL, name);
      added.textContent = flow.id;
      // The schema wants both before anything of the node's own kind, after its documentation.
      const before = [...node.children].find(
        (child) => !["documentation", "extensionElements", "incoming"].includes(child.localName),
      );
      node.insertBefore(added, before ?? null);
    }
  }
  return new XMLSerializer().serializeToString(file);
}

async function show(place, stage, tools, xml, marks) {
  const viewer = new Viewer({ container: stage });
  await viewer.importXML(xml, place.dataset.process ? diagramOf(xml, place.dataset.process) : undefined);
  const drawing = viewer.get("canvas");
  const fit = () => drawing.zoom("fit-viewport", "auto");
  const zoom = (factor) => drawing.zoom(Math.min(4, Math.max(0.1, drawing.zoom() * factor)));
  tools({
    zoomIn: () => zoom(1.25),
    zoomOut: () => zoom(0.8),
    fit,
    move: (dx, dy) => drawing.scroll({ dx, dy }),
  });
  fit();
  // The wheel scrolls the page until somebody is at work in the picture.
  const wheel = viewer.get("zoomScroll");
  wheel.toggle(false);
  stage.addEventListener("focusin", () => wheel.toggle(true));
  stage.addEventListener("focusout", () => wheel.toggle(false));
  markElements(viewer, marks.elements ?? []);
  markPaths(viewer, place, marks.paths ?? []);
}

/** Colour, line and a badge with sign and number: nothing is told by colour alone. */
function markElements(viewer, marked) {
  const registry = viewer.get("elementRegistry");
  const drawing = viewer.get("canvas");
  for (const { id, level, count, title, href } of marked) {
    const element = registry.get(id);
    if (!element || element === drawing.getRootElement()) continue; // the page says what is wrong with all of it
    drawing.addMarker(id, `mark-${level}`);
    if (level === "ok" && !href) continue;
    const badge = document.createElement(href ? "a" : "span");
    badge.className = `badge badge-${level}`;
    badge.textContent = level === "ok" ? MARKS.ok : `${MARKS[level]} ${count ?? ""}`.trim();
    const name = element.businessObject?.name ?? id;
    badge.title = title ?? `${name}: ${count ?? ""} ${WORDS[level]}`;
    badge.setAttribute("aria-label", `${name}: ${badge.title}`);
    if (href) badge.href = href;
    else badge.setAttribute("role", "img");
    viewer.get("overlays").add(id, "findings", { position: { top: -12, right: 14 }, html: badge });
  }
}

/** Each path is a button below the diagram that shows and hides its line; one is shown at a time. */
function markPaths(viewer, place, paths) {
  if (!paths.length) return;
  const legend = document.createElement("div");
  legend.className = "canvas-legend";
  legend.setAttribute("role", "group");
  legend.setAttribute("aria-label", "Paths through the diagram");
  const wanted = place.dataset.way;
  let shown = paths.find(({ key }) => key && key === wanted)?.key;
  shown ??= paths.find(({ level }) => level !== "ok")?.key ?? "";
  let clear = () => {};
  const show = (key) => {
    clear();
    shown = key;
    const path = paths.find((one) => one.key === key);
    clear = path ? drawPath(viewer, path) : () => {};
    for (const button of buttons) {
      button.setAttribute("aria-pressed", String(button.dataset.path === key));
    }
  };
  const buttons = paths.slice(0, MOST_BUTTONS).map(({ key, label, level, title }) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = `chip level-${level}`;
    button.textContent = label;
    button.dataset.path = key;
    if (title) button.title = title;
    button.addEventListener("click", () => choose(shown === key ? "" : key));
    legend.append(button);
    return button;
  });
  if (paths.length > MOST_BUTTONS) {
    const more = document.createElement("span");
    more.className = "muted";
    more.textContent = `and ${paths.length - MOST_BUTTONS} more, each with its finding`;
    legend.append(more);
  }
  show(shown);
  document.addEventListener("asbuilt:way", ({ detail }) => show(detail.key));
  place.after(legend);
}

/** Draw the line of a path: along the flows between its stops, and across where there are none. */
function drawPath(viewer, { nodes = [], missed = [], level, mapped = false }) {
  const registry = viewer.get("elementRegistry");
  const drawing = viewer.get("canvas");
  const overlays = viewer.get("overlays");
  const layer = drawing.getLayer("ways", 1);
  const marked = [];
  const mark = (id, name) => {
    drawing.addMarker(id, name);
    marked.push([id, name]);
  };
  const stops = nodes.map((id) => registry.get(id)).filter(Boolean);
  for (const stop of stops) mark(stop.id, `path-${level}`);
  const jumps = [];
  stops.slice(1).forEach((stop, index) => {
    const before = stops[index];
    if (before === stop || isAround(before, stop) || stop.host === before) return;
    const flows = flowsBetween(before, stop, mapped);
    for (const flow of flows ?? []) mark(flow.id, `path-${level}`);
    if (!flows) jumps.push(jump(before, stop, level));
  });
  layer.append(...jumps);
  const tags = missed
    .filter((id) => registry.get(id))
    .map((id) => {
      mark(id, "way-missed");
      const tag = document.createElement("span");
      tag.className = `badge badge-${level} badge-missed`;
      tag.textContent = "missed";
      return overlays.add(id, "ways", { position: { bottom: 10, left: 4 }, html: tag });
    });
  return () => {
    for (const [id, name] of marked) drawing.removeMarker(id, name);
    for (const line of jumps) line.remove();
    for (const tag of tags) overlays.remove(tag);
  };
}

/** Say whether one shape holds another. */
function isAround(outer, shape) {
  for (let here = shape.parent; here; here = here.parent) if (here === outer) return true;
  return false;
}

/**
 * Give the flows from one shape to another, if nothing but gateways and events lies between.
 *
 * What ends inside of a sub-process goes on by the flows of that. Of a path through a workflow that
 * is `mapped` to the diagram, nothing says that it keeps to the gateways drawn here: only a flow
 * that leads right from one step to the next, or from an event at its edge, is its own.
 */
function flowsBetween(origin, goal, mapped) {
  const starts = [];
  for (let here = origin; here?.outgoing; here = here.parent) {
    starts.push(here, ...(here.attachers ?? []));
  }
  const seen = new Set(starts);
  const waiting = starts.map((shape) => [shape, []]);
  while (waiting.length) {
    const [shape, flows] = waiting.shift();
    for (const flow of shape.outgoing ?? []) {
      if (!flow.waypoints || flow.type !== "bpmn:SequenceFlow") continue;
      if (flow.target === goal) return [...flows, flow];
      if (mapped || seen.has(flow.target) || !/Gateway$|Event$/.test(flow.target.type)) continue;
      seen.add(flow.target);
      waiting.push([flow.target, [...flows, flow]]);
    }
  }
  return null;
}

/** Draw a dashed bow from the edge of one shape to that of another. */
function jump(origin, goal, level) {
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  const middle = ({ x, y, width, height }) => ({ x: x + width / 2, y: y + height / 2 });
  const [from, to] = [middle(origin), middle(goal)];
  const bow = Math.min(90, Math.hypot(to.x - from.x, to.y - from.y) / 3);
  const top = { x: (from.x + to.x) / 2, y: Math.min(from.y, to.y) - bow };
  const start = edge(origin, from, top);
  const end = edge(goal, to, top);
  line.setAttribute("class", `way-jump way-${level}`);
  line.setAttribute("d", `M${start.x} ${start.y}Q${top.x} ${top.y} ${end.x} ${end.y}`);
  return line;
}

/** Give where a line from the middle of a shape leaves it. */
function edge({ width, height }, from, towards) {
  const [dx, dy] = [towards.x - from.x, towards.y - from.y];
  const part = Math.min(1, width / 2 / Math.abs(dx || 1), height / 2 / Math.abs(dy || 1));
  return { x: from.x + dx * part, y: from.y + dy * part };
}
