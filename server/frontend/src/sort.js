// Tables that can be put in order by a column.

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

/** Turn the headers of `table[data-sortable]` into buttons. */
export function sortableTables() {
  for (const table of document.querySelectorAll("table[data-sortable]")) {
    const headers = table.tHead?.rows[0]?.cells ?? [];
    for (const [column, header] of [...headers].entries()) {
      if (header.dataset.sort === "none" || !header.textContent.trim()) continue;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.append(...header.childNodes);
      button.addEventListener("click", () => sort(table, column, header));
      header.append(button);
    }
  }
}

function sort(table, column, header) {
  const down = header.getAttribute("aria-sort") === "ascending";
  const numeric = header.dataset.sort === "number";
  for (const other of header.parentElement.cells) other.removeAttribute("aria-sort");
  header.setAttribute("aria-sort", down ? "descending" : "ascending");
  const value = (row) => {
    const cell = row.cells[column];
    return cell?.dataset.value ?? cell?.textContent.trim() ?? "";
  };
  const compare = (one, two) => {
    const [left, right] = [value(one), value(two)];
    // Empty cells stay at the end, whichever way the column runs.
    if (left === "" || right === "") return (left === "") - (right === "");
    const order = numeric
      ? Number.parseFloat(left) - Number.parseFloat(right)
      : collator.compare(left, right);
    return down ? -order : order;
  };
  for (const body of table.tBodies) body.append(...[...body.rows].sort(compare));
}
