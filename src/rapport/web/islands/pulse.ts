// <rp-pulse url="/pulse?topic=inbox" v="17" every="1">: asks whether anything changed, every second while the page is
// seen, every fifteen when not. 204 is "nothing"; else {v, changed: ["inbox"], counts: {inbox: 3}} (a figure, or words as they are to stand there) and each name in
// `changed` becomes an event on <body>, so that a panel says hx-trigger="inbox from:body".

const HIDDEN = 15;
const WORST = 60;

class Pulse extends HTMLElement {
  #timer = 0;
  #failures = 0;
  #seen = () => this.#plan(document.hidden ? undefined : 0);

  connectedCallback(): void {
    document.addEventListener("visibilitychange", this.#seen);
    this.#plan();
  }

  disconnectedCallback(): void {
    document.removeEventListener("visibilitychange", this.#seen);
    clearTimeout(this.#timer);
  }

  #plan(after?: number): void {
    clearTimeout(this.#timer);
    const every = Number(this.getAttribute("every") ?? 1) || 1;
    const calm = document.hidden ? HIDDEN : every;
    const wait = this.#failures ? Math.min(WORST, calm * 2 ** this.#failures) : calm;
    this.#timer = window.setTimeout(() => void this.#ask(), (after ?? wait) * 1000);
  }

  async #ask(): Promise<void> {
    const url = new URL(this.getAttribute("url") ?? "/pulse", location.href);
    url.searchParams.set("v", this.getAttribute("v") ?? "");
    try {
      const answer = await fetch(url, { headers: { Accept: "application/json", "X-Requested-With": "pulse" } });
      if (answer.status === 200) this.#hear(await answer.json());
      else if (answer.status === 401 || answer.status === 403 || answer.redirected) return;
      this.#failures = answer.status < 500 ? 0 : this.#failures + 1;
    } catch {
      this.#failures += 1;
    }
    if (this.isConnected) this.#plan();
  }

  #hear(news: { v?: string | number; changed?: string[]; counts?: Record<string, number | string> }): void {
    if (news.v !== undefined) this.setAttribute("v", String(news.v));
    for (const [name, count] of Object.entries(news.counts ?? {})) {
      for (const place of document.querySelectorAll<HTMLElement>(`[data-count="${CSS.escape(name)}"]`)) {
        place.textContent = typeof count === "number" && count > 99 ? "99+" : String(count);
        place.hidden = !count;
      }
    }
    for (const name of news.changed ?? []) {
      document.body.dispatchEvent(new CustomEvent(name, { bubbles: true, detail: news }));
    }
  }
}

customElements.define("rp-pulse", Pulse);
