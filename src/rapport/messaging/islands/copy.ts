// <rp-copy>: a read-only field with a button that copies it. Without script the field is selected by hand.
import { tell } from "../../web/islands/notices";

class Copy extends HTMLElement {
  connectedCallback(): void {
    const field = this.querySelector("input");
    const button = this.querySelector("button");
    if (!field || !button || !navigator.clipboard) return;
    button.hidden = false;
    field.addEventListener("focus", () => field.select());
    button.addEventListener("click", () => {
      void navigator.clipboard.writeText(field.value).then(() => tell({ text: button.dataset.copied ?? "" }));
    });
  }
}

customElements.define("rp-copy", Copy);
