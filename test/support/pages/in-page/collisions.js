// Texts of a picture that lie on each other, so that neither can be read.
() => {
  const found = [];
  for (const svg of document.querySelectorAll('svg')) {
    const texts = [...svg.querySelectorAll('text')].map((text) => ({ text: text.textContent, box: text.getBoundingClientRect() }));
    for (const [index, one] of texts.entries())
      for (const other of texts.slice(index + 1)) {
        const wide = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
        const high = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
        // Lines of one box touch: their boxes are higher than their letters.
        if (wide > 1 && high > 4) found.push(`${one.text} | ${other.text}`);
      }
  }
  return found;
};
