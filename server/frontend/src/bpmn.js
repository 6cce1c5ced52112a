// Draws a BPMN diagram and marks what was found: `<div data-bpmn="address of XML">`.

import Viewer from "bpmn-js/lib/NavigatedViewer";
import "bpmn-js/dist/assets/diagram-js.css";
import "bpmn-js/dist/assets/bpmn-js.css";

import { canvas, read } from "./canvas.js";

const MARKS = { violation: "✕", warning: "!", info: "i", ok: "✓" };
const WORDS = { violation: "violation", warning: "warning", info: "note", ok: "in order" };
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
    const drawable = await withLayout(xml, note);
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

/** A file may hold the process without a drawing of it; one process on its own can be laid out. */
async function withLayout(xml, note) {
  const file = new DOMParser().parseFromString(xml, "application/xml");
  if (file.getElementsByTagNameNS(DIAGRAM, "BPMNShape").length) return xml;
  if (file.getElementsByTagNameNS(MODEL, "participant").length > 1) return null;
  const { layoutProcess } = await import("bpmn-auto-layout");
  const laidOut = await layoutProcess(withEnds(file));
  note("The file holds no drawing: this layout was made automatically.");
  return laidOut;
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
  await viewer.importXML(xml);
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
    if (!element) continue;
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

/** Each path is a button below the diagram that shows and hides it; the first is shown. */
function markPaths(viewer, place, paths) {
  if (!paths.length) return;
  const registry = viewer.get("elementRegistry");
  const drawing = viewer.get("canvas");
  const legend = document.createElement("div");
  legend.className = "canvas-legend";
  legend.setAttribute("role", "group");
  legend.setAttribute("aria-label", "Paths through the diagram");
  const shown = paths.map(() => false);
  const buttons = paths.map(({ label, level }, index) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = `chip level-${level}`;
    button.textContent = label;
    button.addEventListener("click", () => {
      shown[index] = !shown[index];
      paint();
    });
    legend.append(button);
    return button;
  });
  const paint = () => {
    for (const { level, flows = [], nodes = [] } of paths) {
      for (const id of [...flows, ...nodes]) {
        if (registry.get(id)) drawing.removeMarker(id, `path-${level}`);
      }
    }
    paths.forEach(({ level, flows = [], nodes = [] }, index) => {
      buttons[index].setAttribute("aria-pressed", String(shown[index]));
      if (!shown[index]) return;
      for (const id of [...flows, ...nodes]) {
        if (registry.get(id)) drawing.addMarker(id, `path-${level}`);
      }
    });
  };
  shown[0] = true;
  paint();
  place.after(legend);
}
