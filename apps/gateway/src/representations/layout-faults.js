// Runs in the browser: the completion value of this script is a list of what is wrong with the layout of the page.
(() => {
  const faults = [];
  const pageWidth = document.documentElement.clientWidth;
  const named = (text) => JSON.stringify(text.trim().replaceAll(/\s+/g, ' ').slice(0, 40));

  if (document.documentElement.scrollWidth > pageWidth) {
    faults.push(`the page is ${document.documentElement.scrollWidth} px wide on a screen of ${pageWidth} px`);
  }

  /** Text for screen readers alone is cut to nothing on purpose. */
  const isShown = (element) =>
    element.checkVisibility({ visibilityProperty: true }) && !element.closest('.vh, .skip, title, desc');

  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) {
    const { currentNode: node } = walker;
    if (node.textContent.trim() === '' || !isShown(node.parentElement)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const boxes = [...range.getClientRects()].filter(({ width, height }) => width > 0 && height > 0);
    if (boxes.length === 0) faults.push(`${named(node.textContent)} has no box`);
    texts.push({ text: named(node.textContent), boxes, parent: node.parentElement });
  }

  const pictures = [...document.querySelectorAll('img, main svg')].map((picture) => ({
    text: `<${picture.localName}>`,
    boxes: [picture.getBoundingClientRect()],
    parent: picture.parentElement,
  }));

  for (const { text, boxes, parent } of [...texts, ...pictures]) {
    for (const { left, right } of boxes) {
      if (left < -1 || right > pageWidth + 1) faults.push(`${text} leaves the screen: ${left} to ${right} px`);
    }
    for (let element = parent; element; element = element.parentElement) {
      if (getComputedStyle(element).overflow === 'visible') continue;
      const frame = element.getBoundingClientRect();
      const isClipped = ({ left, right, top, bottom }) =>
        left < frame.left - 1 || right > frame.right + 1 || top < frame.top - 1 || bottom > frame.bottom + 1;
      if (boxes.some(isClipped)) faults.push(`${text} is clipped by <${element.localName}>`);
    }
  }

  // A line's box is higher than its letters, so that neighbours may share a few pixels without harm.
  const SHARED_HEIGHT = 0.2;
  const overlap = (a, b) =>
    Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 &&
    Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > SHARED_HEIGHT * Math.min(a.height, b.height);
  texts.forEach((one, index) => {
    for (const other of texts.slice(index + 1)) {
      if (one.boxes.some((a) => other.boxes.some((b) => overlap(a, b)))) {
        faults.push(`${one.text} and ${other.text} overlap`);
      }
    }
  });
  return faults;
})();
