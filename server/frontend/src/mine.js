// "My queries": queries that somebody keeps in this browser, beside those of the catalogue.

const KEPT = "asbuilt.queries";

const place = document.querySelector("[data-my-queries]");
const field = document.querySelector("textarea[data-sparql]");
if (place && field) keepQueries();

function keepQueries() {
  const form = place.querySelector("form");
  const list = place.querySelector("ul");
  const empty = place.querySelector("[data-none]");
  const said = place.querySelector("[role=status]");
  place.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const name = form.elements.name.value.trim();
    if (!name || !field.value.trim()) return;
    const others = read().filter((query) => query.name !== name);
    const kept = write([...others, { name, text: field.value }]);
    said.textContent = kept ? `“${name}” is kept in this browser.` : "This browser keeps nothing.";
    form.reset();
    show();
  });
  show();

  function show() {
    const queries = read().sort((a, b) => a.name.localeCompare(b.name));
    list.replaceChildren(...queries.map(item));
    empty.hidden = queries.length > 0;
  }

  function item({ name, text }) {
    const line = document.createElement("li");
    const open = document.createElement("a");
    open.href = `${place.dataset.myQueries}?${new URLSearchParams({ query: text })}`;
    open.textContent = name;
    open.dir = "auto";
    const remove = document.createElement("button");
    remove.type = "button";
    remove.className = "secondary outline";
    remove.textContent = "Delete";
    remove.setAttribute("aria-label", `Delete ${name}`);
    remove.addEventListener("click", () => {
      write(read().filter((query) => query.name !== name));
      said.textContent = `“${name}” is deleted.`;
      show();
      form.elements.name.focus();
    });
    line.append(open, " ", remove);
    return line;
  }
}

/** What was kept may be of an older release, or not ours at all. */
function read() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEPT) ?? "[]");
    return kept.filter(({ name, text }) => typeof name === "string" && typeof text === "string");
  } catch {
    return [];
  }
}

function write(queries) {
  try {
    localStorage.setItem(KEPT, JSON.stringify(queries));
    return true;
  } catch {
    return false;
  }
}
