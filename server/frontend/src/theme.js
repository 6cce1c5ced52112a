// Puts a chosen theme on the page before it is painted; without a choice the system decides.

try {
  const chosen = localStorage.getItem("asbuilt-theme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
} catch {
  // A browser that keeps nothing for this site follows the system.
}
document.documentElement.dataset.script = "";
