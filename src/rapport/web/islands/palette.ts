// The palette (Ctrl or Cmd and K): the shell's own commands at once, then what the search finds,
// and before anything is typed the people looked at last.
import { icon, make, uid, word } from "./page";

interface Entry { label: string; hint?: string; url: string; icon?: string }
interface Group { label: string; items: Entry[] }

const dialog = document.getElementById("palette") as HTMLDialogElement | null;
const input = dialog?.querySelector<HTMLInputElement>("input");
const found = dialog?.querySelector<HTMLElement>(".found");
let asked: AbortController | undefined;
let timer = 0;

function commands(query: string): Group[] {
  const wanted = query.toLowerCase();
  const groups = new Map<string, Entry[]>();
  for (const link of document.querySelectorAll<HTMLAnchorElement>("a[data-command]")) {
    const label = link.dataset.command || link.querySelector(".t")?.textContent?.trim() || "";
    if (wanted && !label.toLowerCase().includes(wanted)) continue;
    const name = link.dataset.commandGroup || word("goto");
    groups.set(name, [...(groups.get(name) ?? []), { label, url: link.href, icon: link.dataset.icon, hint: link.dataset.commandHint }]);
  }
  return [...groups].map(([label, items]) => ({ label, items: items.slice(0, wanted ? 5 : 20) }));
}

function draw(groups: Group[]): void {
  if (!found || !input) return;
  const nodes: Node[] = [];
  for (const group of groups.filter((each) => each.items.length)) {
    nodes.push(make("div", { class: "sep", role: "presentation" }, group.label));
    for (const item of group.items) {
      nodes.push(make("a", { role: "option", id: uid("found"), href: item.url, tabindex: "-1", "aria-selected": "false" },
        icon(item.icon || "arrow-right"), make("bdi", {}, item.label), make("span", { class: "hint" }, item.hint ?? "")));
    }
  }
  found.replaceChildren(...(nodes.length ? nodes : [make("p", { class: "none", role: "status" }, word("nothing"))]));
  mark(0);
}

const options = () => [...(found?.querySelectorAll<HTMLElement>('[role="option"]') ?? [])];

function mark(at: number): void {
  const all = options();
  all.forEach((each, index) => each.setAttribute("aria-selected", String(index === at)));
  all[at]?.scrollIntoView({ block: "nearest" });
  if (all[at]) input?.setAttribute("aria-activedescendant", all[at].id);
  else input?.removeAttribute("aria-activedescendant");
}

async function look(query: string): Promise<void> {
  asked?.abort();
  const fixed = commands(query);
  draw(fixed);
  if (!dialog?.dataset.url) return;
  asked = new AbortController();
  try {
    const answer = await fetch(`${dialog.dataset.url}?q=${encodeURIComponent(query)}`, { signal: asked.signal, headers: { Accept: "application/json" } });
    if (!answer.ok || input?.value.trim() !== query) return;
    draw([...((await answer.json()) as { groups: Group[] }).groups, ...fixed]);
  } catch (error) {
    if ((error as Error).name !== "AbortError") draw(fixed);
  }
}

export function openPalette(): void {
  if (!dialog || !input || dialog.open) return;
  input.value = document.querySelector<HTMLInputElement>(".top .search input")?.value ?? "";
  dialog.showModal();
  input.select();
  void look(input.value.trim());
}

input?.addEventListener("input", () => {
  clearTimeout(timer);
  timer = window.setTimeout(() => void look(input.value.trim()), 120);
});
input?.addEventListener("keydown", (event) => {
  const all = options();
  const at = all.findIndex((each) => each.getAttribute("aria-selected") === "true");
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    mark((at + (event.key === "ArrowDown" ? 1 : -1) + all.length) % (all.length || 1));
  } else if (event.key === "Enter" && !event.isComposing) {
    event.preventDefault();
    if (all[at]) all[at].click();
    else if (input.value.trim()) location.assign(`${dialog?.dataset.search}?q=${encodeURIComponent(input.value.trim())}`);
  }
});
found?.addEventListener("mousemove", (event) => {
  const over = (event.target as Element).closest<HTMLElement>('[role="option"]');
  if (over && over.getAttribute("aria-selected") !== "true") mark(options().indexOf(over));
});
found?.addEventListener("click", (event) => {
  if ((event.target as Element).closest('[role="option"]')) dialog?.close();
});

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") {
    event.preventDefault();
    openPalette();
  }
});
document.addEventListener("click", (event) => {
  if ((event.target as Element).closest("[data-palette]")) {
    event.preventDefault();
    openPalette();
  }
});
