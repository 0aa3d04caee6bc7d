// The recorded page as a picture, by way of an SVG image: the one place where a browser paints a document on a canvas.
// It is a copy of what stands in rrweb's inner frame. An SVG image loads nothing and runs nothing.
//
// Invariant: nothing of the copy comes into this document; only pixels leave.

import { asXml } from "./xml";

/** As many as the host paints a heatmap with at most. */
const PIXELS_MOST = 12_000_000;
/** Characters of a page as text. */
const TEXT_MOST = 24_000_000;
const SVG = "http://www.w3.org/2000/svg";
/** Stands for `:root`, which in an image is the image. */
const ROOT = "data-replay-root";

export interface Drawn {
  png: ArrayBuffer;
  width: number;
  height: number;
  /** Parts that no picture shows: frames, and what hangs in shadow roots. */
  without: number;
}

/** Draws the page of `frame`, laid out in its whole height; what is beyond the host's bound is cut off below. */
export async function draw(frame: HTMLIFrameElement): Promise<Drawn> {
  const page = frame.contentDocument;
  const view = frame.contentWindow;
  if (!page?.documentElement || !view) throw new Error("There is no page to draw.");
  const width = Math.max(1, Math.round(frame.clientWidth));
  const height = Math.max(1, Math.min(Math.round(frame.clientHeight), Math.floor(PIXELS_MOST / width)));
  const { root, without } = copyOf(page, view);
  const background = backgroundOf(page, view);
  root.setAttribute(
    "style",
    `${root.getAttribute("style") ?? ""};display:block;min-height:${height}px;${background}`,
  );
  const rem = view.getComputedStyle(page.documentElement).fontSize;
  const svg =
    `<svg xmlns="${SVG}" width="${width}" height="${height}" style="font-size:${rem}">` +
    `<foreignObject x="0" y="0" width="100%" height="100%">${asXml(root)}</foreignObject></svg>`;
  if (svg.length > TEXT_MOST) throw new Error("It is too large to be drawn.");
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  try {
    await image.decode();
  } catch {
    throw new Error("The browser cannot draw it.");
  }
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const paint = canvas.getContext("2d");
  if (!paint) throw new Error("There is no memory to draw it.");
  paint.fillStyle = "white";
  paint.fillRect(0, 0, width, height);
  paint.drawImage(image, 0, 0);
  const png = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/png"));
  if (!png) throw new Error("There is no memory to draw it.");
  return { png: await png.arrayBuffer(), width, height, without };
}

function copyOf(page: Document, view: Window): { root: HTMLElement; without: number } {
  const root = page.documentElement.cloneNode(true) as HTMLElement;
  const originals = page.documentElement.querySelectorAll("*");
  const copies = root.querySelectorAll("*");
  let without = 0;
  originals.forEach((original, at) => {
    const copy = copies[at];
    if (!copy) return;
    if (original.shadowRoot) without += 1;
    if (original.tagName === "IFRAME") {
      without += 1;
      // In its place stands a box of its size.
      const { width, height } = original.getBoundingClientRect();
      copy.replaceWith(boxOf(page, width, height, view.getComputedStyle(original)));
    } else if (original.tagName === "CANVAS") {
      const picture = page.createElement("img");
      for (const { name, value } of original.attributes) picture.setAttribute(name, value);
      picture.setAttribute("src", (original as HTMLCanvasElement).toDataURL());
      copy.replaceWith(picture);
    } else keepValue(original, copy);
  });
  for (const left of root.querySelectorAll("style, link, script, noscript, template, base, meta"))
    left.remove();
  const style = page.createElement("style");
  style.textContent = rulesOf(page);
  (root.querySelector("head") ?? root).append(style);
  root.setAttribute(ROOT, "");
  return { root, without };
}

function boxOf(page: Document, width: number, height: number, look: CSSStyleDeclaration): HTMLElement {
  const box = page.createElement("div");
  const { display, position, left, top, right, bottom, margin } = look;
  const shown = display === "inline" ? "inline-block" : display;
  Object.assign(box.style, { display: shown, position, left, top, right, bottom, margin });
  Object.assign(box.style, {
    width: `${width}px`,
    height: `${height}px`,
    background: "#ececec",
    boxSizing: "border-box",
  });
  return box;
}

/** What a person sees in a field is a property, and no part of a copy. */
function keepValue(original: Element, copy: Element) {
  const kind = original.tagName;
  if (kind === "INPUT") {
    const { value, checked, type } = original as HTMLInputElement;
    if (type !== "file") copy.setAttribute("value", value);
    copy.toggleAttribute("checked", checked);
  } else if (kind === "TEXTAREA") copy.textContent = (original as HTMLTextAreaElement).value;
  else if (kind === "OPTION") copy.toggleAttribute("selected", (original as HTMLOptionElement).selected);
}

/** All rules as they are now, whatever scripts did to them. */
function rulesOf(page: Document): string {
  const rules: string[] = [];
  for (const sheet of [...page.styleSheets, ...(page.adoptedStyleSheets ?? [])]) {
    if (sheet.disabled) continue;
    const own = [...sheet.cssRules].map((rule) => rule.cssText).join("\n");
    const media = sheet.media.mediaText;
    rules.push(media ? `@media ${media} {\n${own}\n}` : own);
  }
  return rules.join("\n").replace(/:root\b/g, `[${ROOT}]`);
}

/** A window is painted with the background of `html`, or with that of `body` where that has none; an image is not. */
function backgroundOf(page: Document, view: Window): string {
  for (const element of [page.documentElement, page.body]) {
    if (!element) continue;
    const { backgroundColor, backgroundImage, backgroundPosition, backgroundSize, backgroundRepeat } =
      view.getComputedStyle(element);
    const isPainted = backgroundImage !== "none" || !/^(transparent|rgba\(.*, 0\))$/.test(backgroundColor);
    if (!isPainted) continue;
    return (
      `background-color:${backgroundColor};background-image:${backgroundImage};` +
      `background-position:${backgroundPosition};background-size:${backgroundSize};background-repeat:${backgroundRepeat}`
    );
  }
  return "background:white";
}
