// Shows the line of a path in the picture of the page: `<a data-way="key">`, also by Enter.

const PICTURE = "[data-bpmn], .drawing";

/** Let links to paths show these in place, where the page has a picture. */
export function wayLinks() {
  const picture = document.querySelector(PICTURE);
  if (!picture) return;
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-way]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    const inLegend = link.closest(".canvas-legend") !== null;
    const isShown = link.getAttribute("aria-current") === "true";
    choose(inLegend && isShown ? "" : link.dataset.way);
    if (!inLegend) picture.scrollIntoView({ block: "center" });
  });
}

/** Show the line of a path, and no other; none for an empty key. The address remembers it. */
export function choose(key) {
  for (const link of document.querySelectorAll("a[data-way]")) {
    if (link.dataset.way === key) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  for (const line of document.querySelectorAll("[data-line]")) {
    line.classList.toggle("is-shown", line.dataset.line === key);
  }
  document.dispatchEvent(new CustomEvent("asbuilt:way", { detail: { key } }));
  const address = new URL(location.href);
  if (key) address.searchParams.set("way", key);
  else address.searchParams.delete("way");
  history.replaceState(history.state, "", address);
}
