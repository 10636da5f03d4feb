// Small parts of a page.

export function link(href: string, text: string): HTMLAnchorElement {
  const element = document.createElement("a");
  element.href = href;
  element.textContent = text;
  return element;
}

export function paragraph(name: string, text: string): HTMLParagraphElement {
  const element = document.createElement("p");
  element.className = name;
  element.textContent = text;
  return element;
}

export function span(name: string, text: string): HTMLSpanElement {
  const element = document.createElement("span");
  element.className = name;
  element.textContent = text;
  return element;
}
