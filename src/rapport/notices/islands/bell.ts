// The bell: opens the newest notices in the drawer instead of leaving the page, and keeps its number fresh.

const bell = document.querySelector<HTMLAnchorElement>("a.bell");

if (bell) {
  bell.addEventListener("click", (event) => {
    if (!window.htmx || event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
    event.preventDefault();
    void window.htmx.ajax("GET", bell.href, { target: "#drawer", swap: "innerHTML" });
  });
  document.addEventListener("htmx:afterSwap", () => {
    const unread = document.querySelector<HTMLElement>("#drawer [data-unread]")?.dataset.unread;
    const badge = bell.querySelector<HTMLElement>("[data-count]");
    if (unread === undefined || !badge) return;
    badge.textContent = unread;
    badge.hidden = unread === "0";
  });
  const pulse = document.createElement("rp-pulse");
  pulse.setAttribute("url", new URL("pulse", bell.href).pathname);
  pulse.setAttribute("every", "10");
  document.body.append(pulse);
}

export {};
