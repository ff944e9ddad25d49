// Calling colleagues by @ within an editor: <rp-editor data-mentions="/who/suggest?kinds=ut" data-mentions-name="call">.
// Typing @ offers whom the server knows; who is chosen stands in the text and, for the form, as a hidden input beside
// it. Taking the name out of the text takes the call back.
import type { Editor } from "@tiptap/core";
import { Mention } from "@tiptap/extension-mention";
import type { SuggestionKeyDownProps, SuggestionProps } from "@tiptap/suggestion";
import { make, uid, word } from "./page";

interface Choice { id: string; label: string; hint?: string }
type Props = SuggestionProps<Choice, Choice>;

/** The names under the caret, and which one stands ready. */
class Offer {
  #list = make("ul", { class: "options mention-options", role: "listbox", id: uid("mentions"), hidden: "" });
  #props?: Props;
  #at = 0;

  constructor(private readonly host: HTMLElement) {
    this.#list.addEventListener("mousedown", (event) => {
      event.preventDefault();
      const option = (event.target as Element).closest<HTMLElement>("[data-index]");
      if (option) this.#take(Number(option.dataset.index));
    });
  }

  show(props: Props): void {
    this.#props = props;
    this.host.append(this.#list);
    const rows = props.items.map((one, index) =>
      make("li", { role: "option", id: `${this.#list.id}-${index}`, "data-index": String(index) },
        make("bdi", {}, one.label), make("span", { class: "hint" }, one.hint ?? "")));
    this.#list.replaceChildren(...(rows.length ? rows : [make("li", { role: "option", "aria-disabled": "true" }, word("nothing"))]));
    this.#list.hidden = false;
    this.#place(props.clientRect?.() ?? null);
    this.#mark(0);
  }

  key({ event }: SuggestionKeyDownProps): boolean {
    const size = this.#props?.items.length ?? 0;
    if (event.key === "Escape") {
      // The list closes, and nothing around it.
      event.stopPropagation();
      this.hide();
      return true;
    }
    if (this.#list.hidden || !size || event.ctrlKey || event.metaKey) return false;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      this.#mark((this.#at + (event.key === "ArrowDown" ? 1 : -1) + size) % size);
      return true;
    }
    if (event.key !== "Enter" && event.key !== "Tab") return false;
    this.#take(this.#at);
    return true;
  }

  hide(): void {
    this.#list.remove();
    this.#list.hidden = true;
    this.#props?.editor.view.dom.removeAttribute("aria-activedescendant");
  }

  #take(index: number): void {
    const one = this.#props?.items[index];
    if (one) this.#props?.command(one);
  }

  #mark(at: number): void {
    this.#at = at;
    [...this.#list.children].forEach((row, index) => row.setAttribute("aria-selected", String(index === at)));
    this.#list.children[at]?.scrollIntoView({ block: "nearest" });
    if (this.#props?.items.length) this.#props.editor.view.dom.setAttribute("aria-activedescendant", `${this.#list.id}-${at}`);
  }

  #place(caret: DOMRect | null): void {
    if (!caret) return;
    const { width, height } = this.#list.getBoundingClientRect();
    const below = caret.bottom + 4;
    this.#list.style.left = `${Math.max(8, Math.min(caret.left, innerWidth - width - 8))}px`;
    this.#list.style.top = `${below + height > innerHeight ? Math.max(8, caret.top - height - 4) : below}px`;
  }
}

async function ask(place: string, query: string): Promise<Choice[]> {
  const url = new URL(place, location.href);
  url.searchParams.set("q", query);
  try {
    const answer = await fetch(url, { headers: { Accept: "application/json" } });
    return answer.ok ? ((await answer.json()) as Choice[]).slice(0, 8) : [];
  } catch { return []; }
}

export function mentions(host: HTMLElement, url: string) {
  return Mention.configure({
    HTMLAttributes: { class: "mention" },
    deleteTriggerWithBackspace: true,
    suggestion: {
      char: "@",
      items: ({ query }) => ask(url, query),
      render: () => {
        const offer = new Offer(host);
        return {
          onStart: (props: Props) => offer.show(props),
          onUpdate: (props: Props) => offer.show(props),
          onKeyDown: (props) => offer.key(props),
          onExit: () => offer.hide(),
        };
      },
    },
  });
}

/** Writes a hidden input for everybody whom the text calls. */
export function keepCalls(host: HTMLElement, editor: Editor): void {
  const called = new Set<string>();
  editor.state.doc.descendants((node) => { if (node.type.name === "mention") called.add(String(node.attrs.id)); });
  for (const input of host.querySelectorAll("input[data-call]")) input.remove();
  const name = host.dataset.mentionsName ?? "call";
  for (const id of called) host.append(make("input", { type: "hidden", name, value: id, "data-call": "" }));
}
