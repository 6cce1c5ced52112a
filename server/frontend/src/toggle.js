// The button that switches between the light and the dark theme.

/** Show the button; a choice equal to the system's is forgotten, so that the page follows again. */
export function themeToggle() {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const root = document.documentElement;
  const buttons = document.querySelectorAll("[data-theme-toggle]");
  const current = () => root.dataset.theme ?? (system.matches ? "dark" : "light");
  const say = () => {
    const other = current() === "dark" ? "light" : "dark";
    for (const button of buttons) {
      button.hidden = false;
      button.textContent = current() === "dark" ? "☀" : "☾";
      button.setAttribute("aria-label", `Switch to the ${other} theme`);
      button.title = `Switch to the ${other} theme`;
    }
    document.dispatchEvent(new CustomEvent("asbuilt:theme"));
  };
  const switchOver = () => {
    const next = current() === "dark" ? "light" : "dark";
    const follows = next === (system.matches ? "dark" : "light");
    if (follows) delete root.dataset.theme;
    else root.dataset.theme = next;
    try {
      if (follows) localStorage.removeItem("asbuilt-theme");
      else localStorage.setItem("asbuilt-theme", next);
    } catch {
      // The choice holds for this page only.
    }
    say();
  };
  for (const button of buttons) button.addEventListener("click", switchOver);
  system.addEventListener("change", say);
  say();
}
