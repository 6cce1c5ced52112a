// What every page gains from a script; each page works without.

import { copyButtons } from "./copy.js";
import { dropForms } from "./drop.js";
import { sortableTables } from "./sort.js";
import { themeToggle } from "./toggle.js";
import { wayLinks } from "./ways.js";

themeToggle();
copyButtons();
dropForms();
sortableTables();
wayLinks();
filterForms();
searchShortcut();
scrollFrames();
document.documentElement.dataset.script = "";

/** Submit a filter form as soon as a choice in it changes; typed text waits for Enter. */
function filterForms() {
  for (const form of document.querySelectorAll("form[data-autosubmit]")) {
    for (const button of form.querySelectorAll(".submit-fallback")) button.hidden = true;
    form.addEventListener("change", ({ target }) => {
      if (target.matches("select, [type='checkbox'], [type='radio'], [type='date']")) {
        form.requestSubmit();
      }
    });
    form.addEventListener("submit", () => leaveOutEmpty(form));
  }
}

/** Keep the address short: fields without a value are not sent. */
function leaveOutEmpty(form) {
  if (form.method !== "get") return;
  for (const field of form.elements) {
    if (field.name && field.value === "" && !field.disabled) {
      field.disabled = true;
      // Coming back with the browser's back button finds the fields usable again.
      addEventListener("pageshow", () => { field.disabled = false; }, { once: true });
      setTimeout(() => { field.disabled = false; });
    }
  }
}

/** "/" goes to the search field, as on many sites; not while somebody types elsewhere. */
function searchShortcut() {
  const field = document.querySelector("[data-search]");
  if (!field) return;
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.composedPath()[0];
    if (target.isContentEditable || target.matches?.("input, textarea, select")) return;
    event.preventDefault();
    field.focus();
    field.select();
  });
}

/** A frame that scrolls can be reached by keyboard; one that does not scroll is no stop. */
function scrollFrames() {
  for (const frame of document.querySelectorAll(".table-scroll, .matrix-frame, .drawing, pre")) {
    const scrolls = frame.scrollWidth > frame.clientWidth || frame.scrollHeight > frame.clientHeight;
    if (scrolls) frame.tabIndex = 0;
    else if (!frame.matches(":focus")) frame.removeAttribute("tabindex");
  }
}
