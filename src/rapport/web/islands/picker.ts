// <rp-picker url="/…/suggest" name="people" multiple placeholder="…" label="…">: type, choose, done.
// Fetches [{id, label, hint}]; what is chosen stands as chips with hidden inputs. Those the server wrote inside,
// <input type="hidden" name="people" value="7" data-label="Diana Allen">, become chips.
// `free` keeps what was typed (an address) as its own value.
import { icon, make, uid, word } from "./page";

interface Choice { id: string | number; label: string; hint?: string }

class Picker extends HTMLElement {
  #box!: HTMLDivElement;
  #input!: HTMLInputElement;
  #list!: HTMLUListElement;
  #choices: Choice[] = [];
  #at = -1;
  #timer = 0;
  #asked?: AbortController;

  connectedCallback(): void {
    if (this.#box) return;
    const listId = uid("options");
    const given = [...this.querySelectorAll<HTMLInputElement>("input[type=hidden]")];
    for (const plain of this.querySelectorAll("[data-fallback]")) plain.remove();
    this.#input = make("input", {
      type: "text", role: "combobox", autocomplete: "off", spellcheck: "false", "aria-expanded": "false",
      "aria-autocomplete": "list", "aria-controls": listId, placeholder: this.getAttribute("placeholder") ?? "",
      id: this.getAttribute("input-id") ?? uid("picker"),
    });
    if (this.hasAttribute("label")) this.#input.setAttribute("aria-label", this.getAttribute("label")!);
    if (this.hasAttribute("describedby")) this.#input.setAttribute("aria-describedby", this.getAttribute("describedby")!);
    this.#list = make("ul", { id: listId, class: "options", role: "listbox", hidden: "" });
    this.#box = make("div", { class: this.hasAttribute("bare") ? "picker bare" : "picker" }, this.#input);
    this.append(this.#box, this.#list);
    for (const input of given) {
      input.remove();
      this.#add({ id: input.value, label: input.dataset.label || input.value }, false);
    }
    this.#box.addEventListener("click", (event) => event.target === this.#box && this.#input.focus());
    this.#input.addEventListener("input", () => this.#soon());
    this.#input.addEventListener("keydown", (event) => this.#key(event));
    this.#input.addEventListener("blur", () => window.setTimeout(() => { this.#keep(); this.#shut(); }, 150));
    this.#list.addEventListener("mousedown", (event) => {
      event.preventDefault();
      const option = (event.target as Element).closest<HTMLElement>("[data-index]");
      if (option) this.#add(this.#choices[Number(option.dataset.index)]);
    });
  }

  get #many(): boolean { return this.hasAttribute("multiple"); }
  get #chips(): HTMLElement[] { return [...this.#box.querySelectorAll<HTMLElement>(".chip")]; }

  #soon(): void { clearTimeout(this.#timer); this.#timer = window.setTimeout(() => void this.#ask(), 150); }

  async #ask(): Promise<void> {
    const query = this.#input.value.trim();
    if (!query && !this.hasAttribute("eager")) return this.#shut();
    this.#asked?.abort();
    this.#asked = new AbortController();
    const url = new URL(this.getAttribute("url") ?? "", location.href);
    url.searchParams.set("q", query);
    try {
      const answer = await fetch(url, { signal: this.#asked.signal, headers: { Accept: "application/json" } });
      if (!answer.ok) return;
      const taken = new Set(this.#chips.map((chip) => chip.dataset.id));
      this.#choices = ((await answer.json()) as Choice[]).filter((choice) => !taken.has(String(choice.id)));
      this.#draw();
    } catch { /* a newer question is under way, or the line is down: the box stays as it is */ }
  }

  #draw(): void {
    const rows = this.#choices.map((choice, index) =>
      make("li", { role: "option", id: `${this.#list.id}-${index}`, "data-index": String(index), "aria-selected": "false" },
        make("bdi", {}, choice.label), make("span", { class: "hint" }, choice.hint ?? "")));
    this.#list.replaceChildren(...(rows.length ? rows : [make("li", { "aria-disabled": "true", role: "option" }, word("nothing"))]));
    this.#list.hidden = false;
    this.#input.setAttribute("aria-expanded", "true");
    this.#mark(rows.length ? 0 : -1);
  }

  #mark(at: number): void {
    this.#at = at;
    [...this.#list.children].forEach((row, index) => row.setAttribute("aria-selected", String(index === at)));
    if (at >= 0) this.#input.setAttribute("aria-activedescendant", `${this.#list.id}-${at}`);
    else this.#input.removeAttribute("aria-activedescendant");
    this.#list.children[at]?.scrollIntoView({ block: "nearest" });
  }

  #key(event: KeyboardEvent): void {
    const open = !this.#list.hidden;
    const size = this.#choices.length;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!open) void this.#ask();
      else if (size) this.#mark((this.#at + (event.key === "ArrowDown" ? 1 : -1) + size) % size);
    } else if ((event.key === "Enter" || event.key === "Tab") && open && this.#at >= 0 && !event.ctrlKey && !event.metaKey) {
      if (event.key === "Enter") event.preventDefault();
      this.#add(this.#choices[this.#at]);
    } else if (["Enter", ",", ";"].includes(event.key) && this.hasAttribute("free") && this.#input.value.trim() && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      this.#keep();
    } else if (event.key === "Enter" && this.#input.value.trim() && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
    } else if (event.key === "Escape" && open) {
      event.stopPropagation();
      event.preventDefault();
      this.#shut();
    } else if (event.key === "Backspace" && !this.#input.value) {
      this.#drop(this.#chips.at(-1));
    }
  }

  #keep(): void {
    const typed = this.#input.value.trim();
    if (typed && this.hasAttribute("free")) this.#add({ id: typed, label: typed });
  }

  #add(choice: Choice | undefined, tell = true): void {
    if (!choice) return;
    if (!this.#many) for (const chip of this.#chips) chip.remove();
    const remove = make("button", { type: "button", class: "x", "aria-label": `${word("remove")} ${choice.label}` }, icon("x"));
    const chip = make("span", { class: "chip", "data-id": String(choice.id) }, make("bdi", {}, choice.label), remove,
      make("input", { type: "hidden", name: this.getAttribute("name") ?? "", value: String(choice.id) }));
    remove.addEventListener("click", () => this.#drop(chip));
    this.#box.insertBefore(chip, this.#input);
    this.#input.value = "";
    this.#shut();
    if (tell) this.#changed();
  }

  #drop(chip: HTMLElement | undefined): void {
    if (!chip) return;
    chip.remove();
    this.#input.focus();
    this.#changed();
  }

  #shut(): void {
    this.#list.hidden = true;
    this.#at = -1;
    this.#input.setAttribute("aria-expanded", "false");
    this.#input.removeAttribute("aria-activedescendant");
  }

  #changed(): void {
    this.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

customElements.define("rp-picker", Picker);
