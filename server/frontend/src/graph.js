// Draws the graph of things around a thing: `<div data-graph="address of JSON">`.

import cytoscape from "cytoscape";

import { canvas, read } from "./canvas.js";
import { layers } from "./layers.js";

const DOMAINS = {
  process: ["Process", "Step", "Task", "Approval", "Decision", "Event", "SubProcess", "Role", "Agent", "Policy", "Control", "EvidenceRequirement", "Risk", "Metric", "ExceptionPath", "DataObject"],
  digital: ["System", "Workflow", "State", "Transition", "Automation", "Permission", "DataAsset", "Field", "Interface", "Channel", "InformalChannel"],
  boundary: ["Mapping", "Finding", "Waiver"],
  execution: ["Evidence", "Sample", "Deviation"],
};
const SHAPES = { process: "round-rectangle", digital: "rectangle", boundary: "diamond", execution: "cut-rectangle" };
const MARKS = { violation: "✕ ", warning: "! ", info: "i ", ok: "✓ " };
const COLUMN = 290;
const ROW = 62;

for (const place of document.querySelectorAll("[data-graph]")) draw(place);

async function draw(place) {
  const { stage, tools, giveUp } = canvas(place, place.getAttribute("aria-label") ?? "Graph");
  try {
    const graph = await read(place.dataset.graph, "json");
    if (!graph.nodes.length) {
      giveUp("There is nothing to draw.");
      return;
    }
    show(stage, tools, graph);
    place.dataset.ready = "true";
  } catch (error) {
    giveUp(`The graph could not be drawn: ${error.message}. The table below holds the same.`);
  }
}

function show(stage, tools, graph) {
  const view = cytoscape({
    container: stage,
    elements: elements(graph),
    layout: { name: "preset" },
    style: style(),
    minZoom: 0.1,
    maxZoom: 3,
    userZoomingEnabled: false,
    autoungrabify: true,
    boxSelectionEnabled: false,
  });
  const fit = () => {
    view.fit(undefined, 30);
    if (view.zoom() > 1.2) {
      view.zoom(1.2);
      view.center();
    }
  };
  const zoom = (factor) =>
    view.zoom({
      level: view.zoom() * factor,
      renderedPosition: { x: view.width() / 2, y: view.height() / 2 },
    });
  tools({
    zoomIn: () => zoom(1.25),
    zoomOut: () => zoom(0.8),
    fit,
    move: (x, y) => view.panBy({ x, y }),
  });
  fit();
  // The wheel scrolls the page until somebody is at work in the picture.
  stage.addEventListener("focusin", () => view.userZoomingEnabled(true));
  stage.addEventListener("focusout", () => view.userZoomingEnabled(false));
  view.on("tap", "node[href]", ({ target }) => location.assign(target.data("href")));
  view.on("mouseover", "node[href]", () => stage.classList.add("is-pointing"));
  view.on("mouseout", "node[href]", () => stage.classList.remove("is-pointing"));
  document.addEventListener("asbuilt:theme", () => view.style(style()));
  addEventListener("resize", () => view.resize());
}

function elements({ nodes, edges }) {
  const known = new Set(nodes.map(({ id }) => id));
  const drawn = edges.filter(({ source, target }) => known.has(source) && known.has(target));
  const places = layers([...known], drawn);
  return [
    ...nodes.map((node) => ({
      data: {
        ...node,
        domain: domainOf(node.kind),
        text: `${MARKS[node.level] ?? ""}${node.label}\n${localName(node.kind)}`,
      },
      position: { x: places.get(node.id).column * COLUMN, y: places.get(node.id).row * ROW },
    })),
    ...drawn.map((edge, index) => ({ data: { ...edge, id: `edge-${index}` } })),
  ];
}

function domainOf(kind) {
  const name = localName(kind).replace(/\s+/g, "").toLowerCase();
  const found = Object.entries(DOMAINS).find(([, kinds]) =>
    kinds.some((known) => known.toLowerCase() === name),
  );
  return found?.[0] ?? "other";
}

/** Take the name out of a CURIE or an IRI. */
function localName(kind) {
  return (kind ?? "").replace(/^.*[:#/]/, "");
}

/** Cytoscape draws on a canvas, which knows no style sheet: read the page's colours for it. */
function style() {
  const probe = document.createElement("span");
  document.body.append(probe);
  const colour = (name) => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const rules = [
    {
      selector: "node",
      style: {
        shape: "round-rectangle",
        width: 170,
        height: 42,
        label: "data(text)",
        "font-family": "system-ui, sans-serif",
        "font-size": 11,
        "text-wrap": "wrap",
        "text-max-width": 160,
        "text-valign": "center",
        color: colour("ink"),
        "background-color": colour("surface"),
        "border-width": 1.5,
        "border-color": colour("line-strong"),
      },
    },
    {
      selector: "edge",
      style: {
        width: 1.3,
        label: "data(label)",
        "font-size": 9,
        "font-family": "system-ui, sans-serif",
        color: colour("ink-soft"),
        "text-background-color": colour("surface"),
        "text-background-opacity": 1,
        "text-background-padding": 2,
        "line-color": colour("line-strong"),
        "target-arrow-color": colour("line-strong"),
        "target-arrow-shape": "triangle",
        "curve-style": "bezier",
      },
    },
    ...Object.entries(SHAPES).map(([domain, shape]) => ({
      selector: `node[domain = "${domain}"]`,
      style: {
        shape: shape === "diamond" ? "hexagon" : shape,
        "border-color": colour(domain),
        "background-color": colour(`${domain}-wash`),
      },
    })),
    ...["violation", "warning"].map((level) => ({
      selector: `node[level = "${level}"]`,
      style: {
        "border-width": 3,
        "border-style": level === "violation" ? "dashed" : "solid",
        "border-color": colour(level),
      },
    })),
  ];
  probe.remove();
  return rules;
}
