// Buttons that copy a text, and say that they did.

/** Show the buttons and make them copy what they name. */
export function copyButtons() {
  const buttons = document.querySelectorAll("[data-copy], [data-copy-text]");
  if (!buttons.length) return;
  const said = document.createElement("p");
  said.className = "visually-hidden";
  said.setAttribute("role", "status");
  document.body.append(said);
  for (const button of buttons) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const label = button.textContent;
      const done = await put(textFor(button));
      button.textContent = done ? "Copied" : "Not copied";
      said.textContent = done ? "Copied" : "The browser did not allow copying";
      setTimeout(() => {
        button.textContent = label;
        said.textContent = "";
      }, 1500);
    });
  }
}

function textFor(button) {
  if (button.dataset.copyText !== undefined) return button.dataset.copyText;
  const source = document.querySelector(button.dataset.copy);
  return source?.value ?? source?.textContent ?? "";
}

/** The clipboard is there on secure pages and on localhost; elsewhere a selection serves. */
async function put(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = document.createElement("textarea");
    field.value = text;
    field.className = "visually-hidden";
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done;
  }
}
