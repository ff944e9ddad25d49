// Menus are <details class="menu">: one open at a time, Escape and a click outside close, arrows walk.

const opened = () => [...document.querySelectorAll<HTMLDetailsElement>("details.menu[open]")];

document.addEventListener("click", (event) => {
  const target = event.target as Element;
  for (const menu of opened()) {
    const inside = menu.contains(target);
    const chosen = inside && target.closest(".drop a, .drop button:not([data-stay], [data-theme-choice])");
    if (!inside || chosen) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  const menu = (event.target as Element).closest?.<HTMLDetailsElement>("details.menu");
  if (event.key === "Escape") {
    for (const each of opened()) {
      each.open = false;
      each.querySelector<HTMLElement>("summary")?.focus();
      event.preventDefault();
    }
    return;
  }
  if (!menu || !["ArrowDown", "ArrowUp", "Home", "End"].includes(event.key)) return;
  if ((event.target as Element).matches("select, input, textarea")) return;
  if (!menu.open) menu.open = true;
  const items = [...menu.querySelectorAll<HTMLElement>(".drop a[href], .drop button:not([disabled])")];
  if (!items.length) return;
  event.preventDefault();
  const at = items.indexOf(document.activeElement as HTMLElement);
  const next = { ArrowDown: (at + 1) % items.length, ArrowUp: (at <= 0 ? items.length : at) - 1, Home: 0, End: items.length - 1 };
  items[next[event.key as keyof typeof next]].focus();
});
