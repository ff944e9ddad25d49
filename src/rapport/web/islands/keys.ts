// Keys. An element says which key presses it: data-key="e", data-key="g i" (one after the other), data-key="mod+enter".
// data-key-label names it in the list that "?" opens. Lists: j and k move over [data-list] > [data-item], Enter opens.
import { isTyping, make, word } from "./page";

let waiting = "";
let since = 0;

/** Whether it can be seen, or would be once its closed menu, or the rail of a narrow screen, were open. */
function isThere(each: HTMLElement): boolean {
  if (each.matches("[disabled]")) return false;
  if (each.checkVisibility?.() ?? true) return true;
  return !!each.closest(".rail") || (each.closest("details.menu:not([open])")?.checkVisibility?.() ?? false);
}

function pressable(combination: string): HTMLElement | undefined {
  const scope = document.querySelector("dialog[open]") ?? document;
  const meant = [...scope.querySelectorAll<HTMLElement>("[data-key]")].filter((each) => each.dataset.key === combination && isThere(each));
  return meant.find((each) => each.checkVisibility?.() ?? true) ?? meant[0];
}

function press(element: HTMLElement): void {
  const menu = element.closest<HTMLDetailsElement>("details.menu:not([open])");
  // A field or a further menu wants to be seen; what acts at once acts without opening anything.
  if (menu && element.matches("input, textarea, select, summary")) menu.open = true;
  // A menu's own summary is done by now: a click would close it again.
  if (menu?.open && element.parentElement === menu && element.matches("summary")) element.focus();
  else if (element.matches("input:not([type=checkbox],[type=radio],[type=submit]), textarea, select")) element.focus();
  else element.click();
}

function move(step: number): void {
  const list = document.querySelector<HTMLElement>("[data-list]");
  if (!list) return;
  const items = [...list.querySelectorAll<HTMLElement>("[data-item]")];
  if (!items.length) return;
  const at = items.findIndex((each) => each.matches(".at, [aria-current], :focus-within, :focus"));
  const next = items[Math.min(items.length - 1, Math.max(0, at + step))];
  for (const each of items) each.classList.toggle("at", each === next);
  const link = next.matches("a[href]") ? next : next.querySelector<HTMLElement>("a[href], button");
  (link ?? next).focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
  if (list.dataset.list === "open") link?.click();
}

function show(combination: string): Node[] {
  const names: Record<string, string> = { mod: /Mac|iP/.test(navigator.platform) ? "⌘" : "Ctrl", enter: "↵", escape: "Esc" };
  return combination.split(/[ +]/).flatMap((part) => [make("kbd", {}, names[part] ?? part.toUpperCase()), document.createTextNode(" ")]);
}

export function help(): void {
  const dialog = document.getElementById("keys") as HTMLDialogElement | null;
  const list = dialog?.querySelector("dl");
  if (!dialog || !list || dialog.open) return;
  const rows = new Map<string, string>();
  if (document.querySelector("[data-list]")) rows.set("j", word("down")).set("k", word("up")).set("enter", word("open"));
  for (const each of document.querySelectorAll<HTMLElement>("[data-key]")) {
    const label = each.dataset.keyLabel || each.getAttribute("aria-label") || each.textContent?.trim() || "";
    if (!rows.has(each.dataset.key!)) rows.set(each.dataset.key!, label.replace(/\s+/g, " ").slice(0, 60));
  }
  rows.set("mod+k", word("palette")).set("?", word("keys"));
  list.replaceChildren(...[...rows].map(([key, label]) => make("div", {}, make("dt", {}, label), make("dd", {}, ...show(key)))));
  dialog.showModal();
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.altKey) return;
  const mod = event.ctrlKey || event.metaKey;
  const key = event.key.toLowerCase();
  if (mod) {
    const form = (event.target as Element).closest?.("form");
    if (key === "enter" && form && isTyping(event.target)) {
      const button = form.querySelector<HTMLButtonElement>('[data-key="mod+enter"], button[type=submit], button:not([type])');
      if (button) { event.preventDefault(); form.requestSubmit(button.type === "submit" ? button : null); }
      return;
    }
    const found = pressable(`mod+${key}`);
    if (found) { event.preventDefault(); press(found); }
    return;
  }
  if (isTyping(event.target)) {
    if (key === "escape") (event.target as HTMLElement).blur();
    return;
  }
  if (event.key === "?") { event.preventDefault(); return help(); }
  if (document.querySelector("dialog[open]") && !document.querySelector("dialog[open] [data-key]")) return;
  const combination = waiting && Date.now() - since < 1200 ? `${waiting} ${key}` : key;
  waiting = "";
  const found = pressable(combination) ?? pressable(key);
  if (found) { event.preventDefault(); return press(found); }
  const starts = [...document.querySelectorAll<HTMLElement>("[data-key]")].some((each) => each.dataset.key!.startsWith(`${key} `));
  if (starts) { waiting = key; since = Date.now(); return; }
  if (key === "j" || key === "k") { event.preventDefault(); move(key === "j" ? 1 : -1); }
});

document.addEventListener("click", (event) => {
  if ((event.target as Element).closest("[data-show-keys]")) help();
});
