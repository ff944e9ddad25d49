// <rp-mailframe><iframe src="/…" sandbox="allow-same-origin allow-popups" title="…"></iframe></rp-mailframe>:
// a letter in its own frame by address, as tall as its words.

class MailFrame extends HTMLElement {
  #watch?: ResizeObserver;

  connectedCallback(): void {
    const frame = this.querySelector("iframe");
    if (!frame) return;
    frame.addEventListener("load", () => this.#fit(frame));
    if (frame.contentDocument?.readyState === "complete") this.#fit(frame);
  }

  disconnectedCallback(): void {
    this.#watch?.disconnect();
  }

  #fit(frame: HTMLIFrameElement): void {
    const page = frame.contentDocument;
    if (!page?.body) return;
    const measure = () => {
      const height = Math.ceil(page.body.getBoundingClientRect().height);
      const wide = page.documentElement.scrollWidth > page.documentElement.clientWidth ? 18 : 0;
      const wanted = `${Math.max(48, Math.min(height + wide + 2, 20000))}px`;
      if (frame.style.height !== wanted) frame.style.height = wanted;
    };
    measure();
    this.#watch?.disconnect();
    this.#watch = new ResizeObserver(measure);
    this.#watch.observe(page.body);
    for (const image of page.images) image.addEventListener("load", measure);
  }
}

customElements.define("rp-mailframe", MailFrame);
