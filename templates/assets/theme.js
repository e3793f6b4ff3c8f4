// Runs before the first paint: marks the page as scripted and sets the theme that the reader chose.
// If script.js or timeline.js then fails to load, the page goes back to its version without scripts.
(() => {
  const root = document.documentElement;
  root.classList.add("script");
  try {
    const theme = localStorage.getItem("explainer-theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  } catch (error) {
    // Some browsers refuse access to storage; their readers get the system's theme.
    if (!(error instanceof DOMException)) throw error;
  }
  document.addEventListener("DOMContentLoaded", () => {
    const waiting = document.querySelector("[data-filters]:not([data-ready])");
    if ("started" in root.dataset && !waiting) return;
    root.classList.remove("script");
    for (const spare of document.querySelectorAll("noscript")) spare.outerHTML = spare.textContent;
  });
})();
