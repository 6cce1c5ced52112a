// Forms that take a file which is dropped on them, beside the field that everybody has.

/** Let a file be dropped on the form, and send it at once. */
export function dropForms() {
  for (const form of document.querySelectorAll("form[data-drop]")) {
    const field = form.querySelector("input[type='file']");
    const hint = form.querySelector("[data-drop-hint]");
    if (hint) hint.hidden = false;
    form.addEventListener("dragover", (event) => {
      if (!event.dataTransfer.types.includes("Files")) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = "copy";
      form.classList.add("is-over");
    });
    form.addEventListener("dragleave", (event) => {
      if (!form.contains(event.relatedTarget)) form.classList.remove("is-over");
    });
    form.addEventListener("drop", (event) => {
      event.preventDefault();
      form.classList.remove("is-over");
      take(form, field, event.dataTransfer.files);
    });
  }
}

/** One file is read at a time, so the first counts; a folder is none. */
function take(form, field, files) {
  const status = form.querySelector("[data-drop-status]");
  if (!files.length) return;
  const chosen = new DataTransfer();
  chosen.items.add(files[0]);
  field.files = chosen.files;
  if (status) status.textContent = `Reading ${files[0].name}`;
  form.requestSubmit();
}
