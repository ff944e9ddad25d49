// <rp-editor placeholder="…"><textarea name="html">…</textarea><textarea name="text" data-plain hidden></textarea></rp-editor>
// The first textarea holds HTML, the second (optional) the same as plain text; both follow every keystroke. Without
// script the first textarea is the editor. Data-merge spans (<span data-merge="person.first_name">) are kept as chips.
import { Editor, Node, mergeAttributes } from "@tiptap/core";
import { Bold } from "@tiptap/extension-bold";
import { Document } from "@tiptap/extension-document";
import { HardBreak } from "@tiptap/extension-hard-break";
import { Italic } from "@tiptap/extension-italic";
import { Link } from "@tiptap/extension-link";
import { ListKit } from "@tiptap/extension-list";
import { Paragraph } from "@tiptap/extension-paragraph";
import { Text } from "@tiptap/extension-text";
import { Underline } from "@tiptap/extension-underline";
import { Placeholder, UndoRedo } from "@tiptap/extensions";
import { keepCalls, mentions } from "./mentions";
import { icon, make, word } from "./page";

const Merge = Node.create({
  name: "merge",
  group: "inline",
  inline: true,
  atom: true,
  selectable: false,
  addAttributes: () => ({
    field: { parseHTML: (element: HTMLElement) => element.dataset.merge },
    label: { parseHTML: (element: HTMLElement) => element.textContent },
  }),
  parseHTML: () => [{ tag: "span[data-merge]" }],
  renderHTML: ({ node }) => ["span", mergeAttributes({ class: "merge", "data-merge": node.attrs.field }), node.attrs.label || node.attrs.field],
  renderText: ({ node }) => `{{ ${node.attrs.field} }}`,
});

function asHtml(text: string): string {
  if (/<(p|br|div|ul|ol|a|b|i|strong|em|span)\b/i.test(text)) return text;
  const holder = document.createElement("div");
  for (const block of text.split(/\n{2,}/)) {
    const lines = block.split("\n").flatMap((line, index) => (index ? [make("br"), line] : [line]));
    holder.append(make("p", {}, ...lines));
  }
  return holder.innerHTML;
}

class RichText extends HTMLElement {
  editor?: Editor;

  connectedCallback(): void {
    const area = this.querySelector<HTMLTextAreaElement>("textarea:not([data-plain])");
    if (this.editor || !area) return;
    const plain = this.querySelector<HTMLTextAreaElement>("textarea[data-plain]");
    const label = area.labels?.[0]?.textContent?.trim() || area.getAttribute("aria-label") || word("write");
    const place = make("div", { class: "place" });
    const required = area.required;
    area.hidden = true;
    area.required = false;
    const isEmpty = area.value.trim() === "";
    this.editor = new Editor({
      element: place,
      injectCSS: false,
      content: isEmpty ? "" : asHtml(area.value),
      extensions: [Document, Paragraph, Text, HardBreak, Bold, Italic, Underline, ListKit, UndoRedo, Merge,
        ...(this.dataset.mentions ? [mentions(this, this.dataset.mentions)] : []),
        Link.configure({ openOnClick: false, autolink: true, defaultProtocol: "https", protocols: ["mailto", "tel"] }),
        Placeholder.configure({ placeholder: this.getAttribute("placeholder") ?? area.placeholder })],
      editorProps: {
        attributes: { role: "textbox", "aria-multiline": "true", "aria-label": label, dir: "auto", ...(required ? { "aria-required": "true" } : {}),
          ...(area.getAttribute("aria-describedby") ? { "aria-describedby": area.getAttribute("aria-describedby")! } : {}) },
        handleKeyDown: (_view, event) => {
          if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return false;
          const form = this.closest("form");
          const button = form?.querySelector<HTMLButtonElement>('[data-key="mod+enter"]');
          form?.requestSubmit(button?.type === "submit" ? button : undefined);
          return true;
        },
      },
      onUpdate: () => {
        const empty = this.editor!.isEmpty;
        area.value = empty ? "" : this.editor!.getHTML();
        if (plain) plain.value = empty ? "" : this.editor!.getText({ blockSeparator: "\n\n" });
        if (this.dataset.mentions) keepCalls(this, this.editor!);
        area.dispatchEvent(new Event("input", { bubbles: true }));
      },
    });
    if (plain && !isEmpty) plain.value = this.editor.getText({ blockSeparator: "\n\n" });
    if (this.dataset.mentions) keepCalls(this, this.editor);
    this.append(this.#tools(this.editor), place);
    if (this.hasAttribute("autofocus")) this.editor.commands.focus("start");
  }

  disconnectedCallback(): void {
    // htmx may move the element; only a real farewell ends the editor.
    queueMicrotask(() => { if (!this.isConnected) { this.editor?.destroy(); } });
  }

  /** Puts the caret at the end, or above a signature; before the editor stands, it takes the focus as soon as it does. */
  override focus(): void { this.editor?.commands.focus(this.hasAttribute("data-above") ? "start" : "end"); }
  /** For other islands: puts words, or a merge field, where the caret stands. */
  insert(html: string): void { this.editor?.chain().focus().insertContent(html).run(); }
  insertField(field: string, label: string): void { this.editor?.chain().focus().insertContent({ type: "merge", attrs: { field, label } }).run(); }
  replace(html: string): void { this.editor?.commands.setContent(asHtml(html), { emitUpdate: true }); }

  #tools(editor: Editor): HTMLElement {
    const bar = make("div", { class: "tools", role: "toolbar", "aria-label": word("format") });
    const chain = () => editor.chain().focus();
    const tool = (sign: string, label: string, run: () => void, isOn?: () => boolean) => {
      const button = make("button", { type: "button", class: "tool", title: label, "aria-label": label }, icon(sign));
      button.addEventListener("mousedown", (event) => event.preventDefault());
      button.addEventListener("click", run);
      if (isOn) editor.on("transaction", () => button.setAttribute("aria-pressed", String(isOn())));
      bar.append(button);
      return button;
    };
    tool("bold", word("bold"), () => chain().toggleBold().run(), () => editor.isActive("bold"));
    tool("italic", word("italic"), () => chain().toggleItalic().run(), () => editor.isActive("italic"));
    tool("underline", word("underline"), () => chain().toggleUnderline().run(), () => editor.isActive("underline"));
    bar.append(make("span", { class: "gap" }));
    tool("list", word("bullets"), () => chain().toggleBulletList().run(), () => editor.isActive("bulletList"));
    tool("list-numbers", word("numbers"), () => chain().toggleOrderedList().run(), () => editor.isActive("orderedList"));
    const address = make("input", { type: "url", class: "form-control", placeholder: "https://", "aria-label": word("address") });
    const keep = make("button", { type: "button", class: "btn btn-sm" }, word("apply"));
    const linkBar = make("div", { class: "link-bar", hidden: "" }, address, keep);
    const apply = () => {
      const url = address.value.trim();
      if (!url) chain().unsetLink().run();
      else if (editor.state.selection.empty && !editor.isActive("link")) chain().insertContent({ type: "text", text: url, marks: [{ type: "link", attrs: { href: url } }] }).run();
      else chain().extendMarkRange("link").setLink({ href: url }).run();
      linkBar.hidden = true;
    };
    keep.addEventListener("click", apply);
    address.addEventListener("keydown", (event) => {
      if (event.key === "Enter") { event.preventDefault(); apply(); }
      if (event.key === "Escape") { event.stopPropagation(); linkBar.hidden = true; editor.commands.focus(); }
    });
    tool("link", word("link"), () => {
      address.value = editor.getAttributes("link").href ?? "";
      linkBar.hidden = !linkBar.hidden;
      if (!linkBar.hidden) address.focus();
    }, () => editor.isActive("link"));
    for (const extra of this.querySelectorAll("[data-tool]")) bar.append(extra);
    return make("div", {}, bar, linkBar);
  }
}

if (!customElements.get("rp-editor")) customElements.define("rp-editor", RichText);
