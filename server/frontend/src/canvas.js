// What a diagram and a graph share: a stage to draw on, zoom buttons, keys and a note.

/**
 * Prepare `place` for drawing.
 *
 * @param {HTMLElement} place  the element that the page put there
 * @param {string} label       what the picture shows, for people who do not see it
 * @returns {{stage: HTMLElement, tools: (actions: object) => void, note: (text: string) => void,
 *   giveUp: (text: string) => void}}  `giveUp` leaves only a sentence that says why
 */
export function canvas(place, label) {
  place.replaceChildren();
  const stage = document.createElement("div");
  stage.className = "canvas-stage";
  stage.tabIndex = 0;
  stage.setAttribute("role", "group");
  stage.setAttribute(
    "aria-label",
    `${label}. Plus and minus zoom, 0 shows everything, arrow keys move.`,
  );
  place.append(stage);
  return {
    stage,
    tools: (actions) => addTools(place, stage, actions),
    note: (text) => addNote(place, text),
    giveUp: (text) => {
      place.replaceChildren();
      addNote(place, text);
      place.dataset.ready = "empty";
    },
  };
}

/** Fetch JSON or text; an answer that is not a success becomes a sentence for the note. */
export async function read(address, kind) {
  const answer = await fetch(address, { credentials: "same-origin" });
  if (!answer.ok) throw new Error(`the server answered ${answer.status} for ${address}`);
  return answer[kind]();
}

function addTools(place, stage, { zoomIn, zoomOut, fit, move }) {
  const bar = document.createElement("div");
  bar.className = "canvas-tools";
  for (const [sign, label, act] of [
    ["+", "Zoom in", zoomIn],
    ["−", "Zoom out", zoomOut],
    ["Fit", "Show everything", fit],
  ]) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = sign;
    button.title = label;
    button.setAttribute("aria-label", label);
    button.addEventListener("click", act);
    bar.append(button);
  }
  place.append(bar);
  const keys = {
    "+": zoomIn,
    "=": zoomIn,
    "-": zoomOut,
    0: fit,
    ArrowLeft: () => move(60, 0),
    ArrowRight: () => move(-60, 0),
    ArrowUp: () => move(0, 60),
    ArrowDown: () => move(0, -60),
  };
  stage.addEventListener("keydown", (event) => {
    if (event.target !== stage || event.ctrlKey || event.metaKey || event.altKey) return;
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}

function addNote(place, text) {
  let note = place.querySelector(".canvas-note");
  if (!note) {
    note = document.createElement("p");
    note.className = "canvas-note";
    note.setAttribute("role", "status");
    place.append(note);
  }
  note.textContent = text;
}
