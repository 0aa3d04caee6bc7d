// What rrweb's player shows, as lines of text that can be compared. Runs in the page: it can use nothing from outside.

export interface Replay {
  events: unknown[];
  /** Up to here, this millisecond included. */
  at: number;
  /** Whether rrweb seeks in a DOM of its own, as it does unless it is told otherwise. */
  isVirtual: boolean;
}

export async function show({ events, at, isVirtual }: Replay): Promise<string[]> {
  // biome-ignore lint/suspicious/noExplicitAny: the scripts were added to the page, which has no types for them.
  const { rrweb, rrwebSnapshot } = window as any;
  const lines: string[] = [];
  const root = document.createElement("div");
  document.body.append(root);
  const recorded = events as { timestamp: number }[];
  const start = Math.min(...recorded.map((event) => event.timestamp));
  const replayer = new rrweb.Replayer(structuredClone(recorded), {
    root,
    useVirtualDom: isVirtual,
    mouseTail: false,
    // A browser that keeps what is looked at in its place scrolls by itself, and when depends on when it draws.
    insertStyleRules: ["* { overflow-anchor: none !important; }"],
    showWarning: false,
  });
  // The player shows the first snapshot as a poster, and then what it is asked for.
  await new Promise((done) => setTimeout(done, 30));
  replayer.pause(at - start + 0.5);
  // Images are decoded and sheets adopted a moment later.
  await new Promise((done) => setTimeout(done, 60));
  const frame: HTMLIFrameElement = replayer.iframe;
  lines.push(`viewport ${frame.width}×${frame.height}`);

  const mirror = replayer.getMirror();
  const sheet = (indent: string, sheet: CSSStyleSheet | null | undefined) => {
    for (const rule of sheet?.cssRules ?? [])
      lines.push(`${indent}  rule ${rule.cssText.replace(/\s+/g, " ")}`);
  };
  const classOf = (names: string) => names.replace(":hover", "").trim().replace(/ +/g, " ");
  const walk = (node: Node, indent: string) => {
    const id = mirror.getId(node);
    let line = `${indent}${id > 0 && id < 2 ** 52 ? id : "-"} ${node.nodeName}`;
    if (node instanceof CharacterData || node.nodeType === 3 || node.nodeType === 8 || node.nodeType === 4) {
      line += ` ${JSON.stringify(node.textContent)}`;
    }
    if (node.nodeType === 1) {
      const element = node as HTMLElement;
      // rrweb marks what is under the pointer by a class.
      if (element.classList.contains(":hover")) lines.push(`hover ${id}`);
      // In another order they mean the same.
      for (const { name, value } of Array.from(element.attributes).sort((a, b) =>
        a.name < b.name ? -1 : 1,
      )) {
        const bare = name === "class" ? classOf(value) : value;
        // Of a style that is removed Chromium may leave an empty one.
        if (bare || !/^(class|style)$/.test(name)) line += ` ${name}=${JSON.stringify(bare)}`;
      }
      if (element.scrollLeft || element.scrollTop)
        line += ` scrolled ${element.scrollLeft},${element.scrollTop}`;
      if ("value" in element) line += ` value ${JSON.stringify(element.value)}`;
      if (element.nodeName === "INPUT") line += ` checked ${(element as HTMLInputElement).checked}`;
      if (element.nodeName === "OPTION") line += ` selected ${(element as HTMLOptionElement).selected}`;
      if (element.nodeName === "DIALOG") line += ` modal ${element.matches(":modal")}`;
      if (element.nodeName === "VIDEO" || element.nodeName === "AUDIO") {
        const media = element as HTMLMediaElement;
        const state = `muted ${media.muted} loop ${media.loop} volume ${media.volume} rate ${media.playbackRate}`;
        lines.push(`media ${id} ${state}`);
        // Nothing is loaded here, so a video does not move: where it would be, rrweb knows of those in a snapshot.
        const known = replayer.mediaManager.mediaMap.get(media);
        if (known) {
          const played = known.isPlaying
            ? (at - start - known.lastInteractionTimeOffset) * known.playbackRate
            : 0;
          lines.push(`position ${id} ${(known.currentTimeAtLastInteraction + played / 1000).toFixed(3)}`);
        }
      }
    }
    lines.push(line);
    if (node.nodeName === "STYLE") sheet(indent, (node as HTMLStyleElement).sheet);
    if (node.nodeType === 9)
      for (const adopted of (node as Document).adoptedStyleSheets) sheet(`${indent}  adopted`, adopted);
    const shadow = (node as Element).shadowRoot;
    if (shadow) {
      lines.push(`${indent}  shadow`);
      for (const adopted of shadow.adoptedStyleSheets) sheet(`${indent}  adopted`, adopted);
      for (const child of shadow.childNodes) walk(child, `${indent}    `);
    }
    for (const child of node.childNodes) walk(child, `${indent}  `);
    const inner = (node as HTMLIFrameElement).contentDocument;
    // A frame whose document was not recorded is blank, whether or not rrweb has emptied it.
    if (node.nodeName === "IFRAME" && inner && mirror.getId(inner) > 0) {
      const view = inner.defaultView;
      lines.push(`${indent}  frame scrolled ${view?.scrollX},${view?.scrollY}`);
      walk(inner, `${indent}    `);
    }
  };
  const shown = frame.contentDocument as Document;
  walk(shown, "");
  const view = frame.contentWindow as Window;
  lines.push(`scrolled ${view.scrollX},${view.scrollY}`);
  const selection = shown.getSelection();
  lines.push(`selected ${JSON.stringify(selection?.toString())}`);
  // A dialog takes the focus when rrweb opens it, which is no part of the recording: fields are what counts.
  const active = shown.activeElement;
  lines.push(
    `active ${/^(INPUT|TEXTAREA|SELECT|BUTTON|A)$/.test(active?.nodeName ?? "") ? mirror.getId(active) : ""}`,
  );
  const state = rrwebSnapshot.snapshot(shown, {
    mirror: rrwebSnapshot.createMirror(),
    inlineStylesheet: true,
  });
  // Its ids count on over all documents that were ever serialised; where a video stands is compared by itself.
  const bare = JSON.stringify(state, (name, value) => {
    if (name === "class") return classOf(value) || undefined;
    if (name === "style" && value === "") return undefined;
    if (name === "attributes")
      return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
    return /^(id|rootId|rr_media.*)$/.test(name) ? undefined : value;
  });
  lines.push(...bare.split(/(?<=[}\]]),/).map((part) => `snapshot ${part}`));
  replayer.destroy();
  root.remove();
  return lines;
}
