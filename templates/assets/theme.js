// Runs before the first paint: says that scripts run, and sets the theme that was chosen. Where
// script.js then does not come, the page goes back to what it is without scripts.
(() => {
  const root = document.documentElement;
  root.classList.add("script");
  try {
    const theme = localStorage.getItem("explainer-theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  } catch (error) {
    // Storage is refused to some readers; theirs is the system's theme.
    if (!(error instanceof DOMException)) throw error;
  }
  document.addEventListener("DOMContentLoaded", () => {
    if ("started" in root.dataset) return;
    root.classList.remove("script");
    for (const spare of document.querySelectorAll("noscript")) spare.outerHTML = spare.textContent;
  });
})();
