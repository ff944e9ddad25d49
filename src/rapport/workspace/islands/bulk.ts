// <rp-bulk> around a form with a table: choose rows (shift for a run), all of the page, and see how many are chosen.
// Without script the boxes and the buttons below the table work as they are.

class Bulk extends HTMLElement {
  #last = -1;

  connectedCallback(): void {
    const all = this.querySelector<HTMLInputElement>("[data-all]");
    if (all) all.hidden = false;
    this.addEventListener("click", (event) => this.#click(event as MouseEvent));
    this.addEventListener("change", (event) => this.#change(event));
    this.#show();
  }

  get #boxes(): HTMLInputElement[] { return [...this.querySelectorAll<HTMLInputElement>('tbody input[type="checkbox"]')]; }

  #click(event: MouseEvent): void {
    const box = event.target as HTMLInputElement;
    const boxes = this.#boxes;
    const at = boxes.indexOf(box);
    if (at < 0) return;
    if (event.shiftKey && this.#last >= 0) {
      const [from, to] = [Math.min(at, this.#last), Math.max(at, this.#last)];
      for (const other of boxes.slice(from, to + 1)) other.checked = box.checked;
    }
    this.#last = at;
    this.#show();
  }

  #change(event: Event): void {
    const box = event.target as HTMLInputElement;
    if (box.matches("[data-all]")) for (const other of this.#boxes) other.checked = box.checked;
    this.#show();
  }

  #show(): void {
    const boxes = this.#boxes;
    const chosen = boxes.filter((box) => box.checked).length;
    const everybody = this.querySelector<HTMLInputElement>("[data-everybody]")?.checked ?? false;
    for (const box of boxes) box.closest("tr")?.setAttribute("aria-selected", String(box.checked));
    const all = this.querySelector<HTMLInputElement>("[data-all]");
    if (all) {
      all.checked = chosen > 0 && chosen === boxes.length;
      all.indeterminate = chosen > 0 && chosen < boxes.length;
    }
    const bar = this.querySelector<HTMLElement>(".bulk");
    if (bar) bar.hidden = chosen === 0 && !everybody;
    const told = this.querySelector<HTMLElement>("[data-chosen]");
    if (told) told.textContent = `${new Intl.NumberFormat(document.documentElement.lang).format(chosen)} ${told.dataset.word}`;
  }
}

customElements.define("rp-bulk", Bulk);
