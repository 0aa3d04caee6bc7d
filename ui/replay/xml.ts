// HTML as XML. What HTML allows and XML does not is left out: one bad name and there is no picture at all.

const NAME = /^[A-Za-z_][\w.-]*$/;
/** What no XML may hold, however it is written. */
const UNWRITABLE = /(?![\t\n\r])[\p{Cc}\p{Cs}\ufffe\uffff]/gu;

/** `root` is changed on the way: give a copy. */
export function asXml(root: Element): string {
  for (const element of [root, ...root.querySelectorAll("*")]) {
    for (const { name, namespaceURI } of [...element.attributes]) {
      // A namespace is the serialiser's to say.
      if (namespaceURI === null && (name === "xmlns" || !NAME.test(name))) element.removeAttribute(name);
    }
    if (NAME.test(element.localName) || element === root) continue;
    const plain = element.ownerDocument.createElement("span");
    for (const { name, value } of element.attributes) plain.setAttribute(name, value);
    plain.append(...element.childNodes);
    element.replaceWith(plain);
  }
  const comments = root.ownerDocument.createTreeWalker(root, NodeFilter.SHOW_COMMENT);
  const found: Comment[] = [];
  for (let node = comments.nextNode(); node; node = comments.nextNode()) found.push(node as Comment);
  for (const comment of found) comment.remove();
  return new XMLSerializer().serializeToString(root).replace(UNWRITABLE, "\ufffd");
}
