// <rp-files><label class="drop-zone">… <input type="file" multiple></label></rp-files>: drop, list, sizes, remove.
// data-max is the most bytes in all. Without script it is a plain file field.
import { icon, make, word } from "./page";
import { tell } from "./notices";

function size(bytes: number): string {
  const [amount, unit] = bytes < 1e6 ? [bytes / 1e3, "kilobyte"] : [bytes / 1e6, "megabyte"];
  return new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit, maximumFractionDigits: amount < 10 ? 1 : 0 }).format(amount);
}

class Files extends HTMLElement {
  #input?: HTMLInputElement;
  #list?: HTMLUListElement;
  #held = new DataTransfer();

  connectedCallback(): void {
    if (this.#input) return;
    const input = this.querySelector<HTMLInputElement>("input[type=file]");
    if (!input) return;
    this.#input = input;
    this.#list = make("ul", { class: "file-list", "aria-live": "polite" });
    this.append(this.#list);
    input.addEventListener("change", () => this.#take(input.files));
    const zone = this.querySelector(".drop-zone") ?? this;
    for (const name of ["dragenter", "dragover"]) {
      zone.addEventListener(name, (event) => { event.preventDefault(); zone.classList.add("over"); });
    }
    for (const name of ["dragleave", "drop"]) zone.addEventListener(name, () => zone.classList.remove("over"));
    zone.addEventListener("drop", (event) => {
      event.preventDefault();
      this.#take((event as DragEvent).dataTransfer?.files ?? null);
    });
    input.form?.addEventListener("reset", () => { this.#held = new DataTransfer(); this.#draw(); });
  }

  #take(files: FileList | null): void {
    const input = this.#input!;
    if (!input.multiple) this.#held = new DataTransfer();
    const known = new Set([...this.#held.files].map((file) => file.name + file.size));
    const most = Number(this.dataset.max ?? 25e6);
    let total = [...this.#held.files].reduce((sum, file) => sum + file.size, 0);
    for (const file of [...(files ?? [])]) {
      if (known.has(file.name + file.size)) continue;
      if (total + file.size > most) {
        tell({ text: `${file.name}: ${word("toobig")} ${size(most)}`, tone: "stop" });
        continue;
      }
      total += file.size;
      this.#held.items.add(file);
    }
    this.#draw();
  }

  #draw(): void {
    const input = this.#input!;
    input.files = this.#held.files;
    this.#list!.replaceChildren(...[...this.#held.files].map((file, index) => {
      const remove = make("button", { type: "button", class: "btn btn-quiet btn-icon btn-sm", "aria-label": `${word("remove")} ${file.name}` }, icon("x"));
      remove.addEventListener("click", () => { this.#held.items.remove(index); this.#draw(); input.focus(); });
      return make("li", { class: "file" }, icon("paperclip"), make("bdi", { class: "t" }, file.name), make("span", { class: "w" }, size(file.size)), remove);
    }));
  }
}

customElements.define("rp-files", Files);
