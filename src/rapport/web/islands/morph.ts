// hx-swap="morph:innerHTML": a panel refreshed by the pulse keeps focus, scroll and open menus. <body hx-ext="morph">.
import { Idiomorph } from "idiomorph/dist/idiomorph.esm.js";

window.htmx?.defineExtension("morph", {
  isInlineSwap: (style: string) => style === "morph" || style === "morph:outerHTML",
  handleSwap(style: string, target: Element, fragment: DocumentFragment) {
    if (style !== "morph" && style !== "morph:outerHTML" && style !== "morph:innerHTML") return;
    const morphStyle = style === "morph:innerHTML" ? "innerHTML" : "outerHTML";
    const wanted = morphStyle === "innerHTML" ? [...fragment.childNodes] : fragment.children;
    return Idiomorph.morph(target, wanted, {
      morphStyle,
      ignoreActiveValue: true,
      callbacks: {
        // What a person has opened stays open, and an island keeps what it holds.
        beforeAttributeUpdated: (name: string, node: Element) => !(name === "open" && node.matches("details, dialog")),
        beforeNodeMorphed: (node: Node) => !(node instanceof Element && node.matches("rp-editor, rp-picker, rp-files, rp-mailframe, [data-keep]")),
      },
    });
  },
});
