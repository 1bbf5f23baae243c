/** @param {{ event: 'drop' | 'paste', files: readonly { name: string, bytes: string }[] }} given */
export function transfer({ event, files }) {
  const data = new DataTransfer();
  for (const { name, bytes } of files) {
    const content = Uint8Array.from(atob(bytes), (character) => character.codePointAt(0) ?? 0);
    data.items.add(new File([content], name, { type: 'image/png' }));
  }
  const options = { bubbles: true, cancelable: true };
  document.dispatchEvent(
    event === 'drop'
      ? new DragEvent('drop', { ...options, dataTransfer: data })
      : new ClipboardEvent('paste', { ...options, clipboardData: data }),
  );
}

export function focusedId() {
  return document.activeElement?.id ?? '';
}

/** @param {Element} node */
export function isInView(node) {
  const { left, top, width, height } = node.getBoundingClientRect();
  return document.elementFromPoint(left + width / 2, top + height / 2) === node;
}

export function leftovers() {
  return { stored: localStorage.length, address: location.href };
}

export function measure() {
  const texts = [...document.querySelectorAll('body *')].filter(
    (node) =>
      node.checkVisibility() &&
      [...node.childNodes].some(({ nodeType, textContent }) => nodeType === 3 && textContent?.trim() !== ''),
  );
  const contrasts = texts.map((node) => {
    const [dark, bright] = [luminance(getComputedStyle(node).color), luminance(paperOf(node))].toSorted(
      (a, b) => a - b,
    );
    return { text: (node.textContent ?? '').slice(0, 30), ratio: ((bright ?? 0) + 0.05) / ((dark ?? 0) + 0.05) };
  });
  return { overflows: document.documentElement.scrollWidth > innerWidth, contrasts };

  /** @param {string} color @returns {number[]} */
  function parts(color) {
    return (color.match(/[\d.]+/g) ?? []).map(Number);
  }

  /** Relative luminance as WCAG 2 defines it. @param {string} color */
  function luminance(color) {
    const [red = 0, green = 0, blue = 0] = parts(color)
      .map((part) => part / 255)
      .map((part) => (part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  }

  /** @param {Element | null} node @returns {string} */
  function paperOf(node) {
    if (node === null) return 'rgb(255, 255, 255)';
    const { backgroundColor } = getComputedStyle(node);
    return parts(backgroundColor)[3] === 0 ? paperOf(node.parentElement) : backgroundColor;
  }
}
