/**
 * Runs in the page. Parses each picture as XML, puts it there and measures what the browser drew: boxes, texts and
 * numbers of findings that overlap, leave their box or the picture, or are too small to read.
 */
export function measure(pictures) {
  const faults = [];
  for (const [name, svg] of Object.entries(pictures)) {
    const parsed = new DOMParser().parseFromString(svg, "image/svg+xml");
    const error = parsed.querySelector("parsererror");
    if (error !== null) {
      faults.push(`${name}: ${error.textContent}`);
      continue;
    }
    if (parsed.querySelector("script") !== null) faults.push(`${name}: has a script`);
    document.body.style.margin = "0";
    document.body.replaceChildren(document.importNode(parsed.documentElement, true));
    const root = document.querySelector("svg");
    if (root === null) continue;
    const whole = root.getBoundingClientRect();
    const things = [
      ...Array.from(root.querySelectorAll("g.node"), (node) => ({ kind: "box", element: node.children[1] })),
      ...Array.from(root.querySelectorAll("g.node > text"), (element) => ({ kind: "name", element })),
      ...Array.from(root.querySelectorAll("g.label > text, svg > text"), (element) => ({ kind: "text", element })),
      ...Array.from(root.querySelectorAll("circle"), (element) => ({ kind: "number", element })),
    ].flatMap(({ kind, element }) => {
      if (element === undefined) return [];
      const { left, right, top, bottom } = element.getBoundingClientRect();
      const text = kind === "box" ? `box ${element.parentElement?.textContent}` : element.parentElement?.textContent;
      return [{ kind, element, left, right, top, bottom, what: `${kind} ${text}` }];
    });
    for (const { left, right, top, bottom, what } of things)
      if (left < whole.left || right > whole.right || top < whole.top || bottom > whole.bottom)
        faults.push(`${name}: ${what} is cut off`);
    for (const text of root.querySelectorAll("text"))
      if (Number.parseFloat(getComputedStyle(text).fontSize) < 10) faults.push(`${name}: ${text.textContent} is small`);
    const sorted = things.toSorted((a, b) => a.top - b.top);
    for (const [index, one] of sorted.entries()) {
      for (let next = index + 1; next < sorted.length; next += 1) {
        const other = sorted[next];
        if (other === undefined || other.top >= one.bottom) break;
        const mine = one.element.closest("g.node") === other.element.closest("g.node");
        // A name, or the number of a finding, is in the box it belongs to.
        const [box, inner] = one.kind === "box" ? [one, other] : [other, one];
        if (box.kind === "box" && inner.kind !== "box" && mine) {
          if (inner.left < box.left || inner.right > box.right || inner.top < box.top || inner.bottom > box.bottom)
            faults.push(`${name}: ${inner.what} leaves its box`);
          continue;
        }
        // The line boxes of two lines of text may touch, their letters do not.
        const lines = one.kind !== "box" && other.kind !== "box" ? 3 : 0;
        const apart = Math.min(one.right, other.right) - Math.max(one.left, other.left) <= 0.5;
        if (!apart && Math.min(one.bottom, other.bottom) - other.top > lines + 0.5)
          faults.push(`${name}: ${one.what} overlaps ${other.what}`);
      }
    }
  }
  return faults;
}
