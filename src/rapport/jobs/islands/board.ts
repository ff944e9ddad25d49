// <rp-board>: cards move by pointer (mouse, pen, touch) and by keys: arrows walk, Shift and left or right move the card
// to the neighbouring stage. The server decides and tells the result in the live region of notices. Without this
// script every card's menu and the bar below move people just as well.
import { headers } from "../../web/islands/page";

const FAR = 6; // pixels before a press becomes a drag, so that a click stays a click
const HOLD = 250; // milliseconds a finger rests before it drags, so that a swipe still scrolls
const EDGE = 60;

class Board extends HTMLElement {
  #card?: HTMLElement;
  #ghost?: HTMLElement;
  #start = { x: 0, y: 0 };
  #hold = 0;
  #ready = false;
  #focus = "";

  connectedCallback(): void {
    this.addEventListener("pointerdown", (event) => this.#press(event));
    this.addEventListener("keydown", (event) => this.#key(event));
    this.addEventListener("change", (event) => this.#choose(event.target as HTMLElement));
    this.addEventListener("dragstart", (event) => event.preventDefault()); // links and pictures would start their own
    this.addEventListener("contextmenu", (event) => this.#ghost && event.preventDefault());
    this.addEventListener("touchmove", (event) => this.#ghost && event.preventDefault(), { passive: false });
    document.addEventListener("htmx:afterSettle", () => this.#settle());
    document.getElementById("bulk")?.addEventListener("reset", () => window.setTimeout(() => this.#count()));
    this.#count();
  }

  #press(event: PointerEvent): void {
    const card = (event.target as Element).closest<HTMLElement>(".board-card[data-move]");
    if (!card || event.button !== 0 || (event.target as Element).closest("input, button, .menu")) return;
    this.#card = card;
    this.#start = { x: event.clientX, y: event.clientY };
    this.#ready = event.pointerType === "mouse";
    if (!this.#ready) this.#hold = window.setTimeout(() => { this.#ready = true; this.#lift(event); }, HOLD);
    const move = (next: PointerEvent) => this.#drag(next);
    const end = (last: PointerEvent | KeyboardEvent) => {
      if (last instanceof KeyboardEvent && last.key !== "Escape") return;
      for (const kind of ["pointerup", "pointercancel", "keydown"]) document.removeEventListener(kind, end as EventListener);
      document.removeEventListener("pointermove", move);
      this.#drop(last instanceof PointerEvent && last.type === "pointerup" ? last : undefined);
    };
    document.addEventListener("pointermove", move);
    for (const kind of ["pointerup", "pointercancel", "keydown"]) document.addEventListener(kind, end as EventListener);
  }

  #lift(event: PointerEvent): void {
    if (!this.#card || this.#ghost) return;
    const box = this.#card.getBoundingClientRect();
    const ghost = this.#card.cloneNode(true) as HTMLElement;
    ghost.removeAttribute("id");
    ghost.setAttribute("aria-hidden", "true");
    ghost.classList.add("ghost");
    ghost.style.width = `${box.width}px`;
    this.#start = { x: event.clientX - box.left, y: event.clientY - box.top };
    this.#ghost = ghost;
    this.#card.classList.add("dragging");
    document.body.append(ghost);
    this.#drag(event);
  }

  #drag(event: PointerEvent): void {
    if (!this.#ghost) {
      const far = Math.hypot(event.clientX - this.#start.x, event.clientY - this.#start.y) > FAR;
      if (far && this.#ready) this.#lift(event);
      else if (far) window.clearTimeout(this.#hold);
      return;
    }
    this.#ghost.style.translate = `${event.clientX - this.#start.x}px ${event.clientY - this.#start.y}px`;
    const over = this.#columnAt(event);
    for (const column of this.#columns) column.classList.toggle("over", column === over);
    const board = this.querySelector<HTMLElement>(".board");
    const box = board?.getBoundingClientRect();
    if (board && box) board.scrollLeft += event.clientX < box.left + EDGE ? -12 : event.clientX > box.right - EDGE ? 12 : 0;
  }

  #drop(event?: PointerEvent): void {
    window.clearTimeout(this.#hold);
    const [card, column] = [this.#card, event && this.#ghost ? this.#columnAt(event) : undefined];
    const stop = (click: Event) => { click.preventDefault(); click.stopPropagation(); }; // the click that ends a drag opens nothing
    if (this.#ghost) document.addEventListener("click", stop, true);
    window.setTimeout(() => document.removeEventListener("click", stop, true), 50);
    this.#ghost?.remove();
    card?.classList.remove("dragging");
    for (const each of this.#columns) each.classList.remove("over");
    this.#card = this.#ghost = undefined;
    if (card && column && !column.contains(card)) this.#send(card, column);
  }

  #send(card: HTMLElement, column: HTMLElement): void {
    this.#focus = card.id;
    const values = { to: column.dataset.stage, revision: card.dataset.revision };
    window.htmx?.ajax("POST", card.dataset.move, { values, target: "#dialog", swap: "innerHTML", source: this, headers: headers() });
  }

  #key(event: KeyboardEvent): void {
    const card = event.target as HTMLElement;
    if (!card.matches(".board-card") || event.ctrlKey || event.metaKey || event.altKey) return;
    const columns = this.#columns;
    const at = columns.findIndex((column) => column.contains(card));
    const forward = document.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
    if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
      event.preventDefault();
      const step = event.key === forward ? 1 : -1;
      if (event.shiftKey) {
        if (card.dataset.move && columns[at + step]) this.#send(card, columns[at + step]);
        return;
      }
      const further = step > 0 ? columns.slice(at + 1) : columns.slice(0, at).reverse();
      further.map((column) => column.querySelector<HTMLElement>(".board-card")).find(Boolean)?.focus();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const cards = [...columns[at].querySelectorAll<HTMLElement>(".board-card")];
      cards[cards.indexOf(card) + (event.key === "ArrowDown" ? 1 : -1)]?.focus();
    } else if (event.key === " " || event.key === "Enter") {
      event.preventDefault();
      (event.key === " " ? card.querySelector<HTMLElement>("input.pick") : card.querySelector<HTMLElement>(".name a"))?.click();
    }
  }

  #choose(target: HTMLElement): void {
    if (target.matches("[data-all]")) {
      for (const box of this.querySelectorAll<HTMLInputElement>("input.pick")) box.checked = (target as HTMLInputElement).checked;
    }
    this.#count();
  }

  #count(): void {
    const chosen = this.querySelectorAll("input.pick:checked").length;
    for (const place of document.querySelectorAll("[data-chosen]")) place.textContent = String(chosen);
  }

  #settle(): void {
    this.#count();
    if (this.#focus && !document.querySelector("dialog[open]") && (document.activeElement === document.body || !document.activeElement)) {
      document.getElementById(this.#focus)?.focus();
    }
  }

  get #columns(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>("[data-stage]")];
  }

  #columnAt(event: PointerEvent): HTMLElement | undefined {
    return document.elementsFromPoint(event.clientX, event.clientY).map((each) => each.closest<HTMLElement>("[data-stage]")).find(Boolean) ?? undefined;
  }
}

customElements.define("rp-board", Board);
