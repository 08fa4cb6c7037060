// What is painted of a picture outside its frame, and texts of the page that are wider than what holds them.
() => {
  const TOLERANCE = 1;
  const outside = (frame, box) =>
    box.left < frame.left - TOLERANCE ||
    box.right > frame.right + TOLERANCE ||
    box.top < frame.top - TOLERANCE ||
    box.bottom > frame.bottom + TOLERANCE;
  const found = { pictures: 0, parts: 0, cut: [] };
  for (const svg of document.querySelectorAll('svg')) {
    const frame = svg.getBoundingClientRect();
    if (frame.width === 0) continue;
    found.pictures += 1;
    for (const part of svg.querySelectorAll('text, rect, circle, path:not(marker path), line')) {
      found.parts += 1;
      if (outside(frame, part.getBoundingClientRect())) found.cut.push(`${part.tagName} ${part.textContent || part.getAttribute('class')}`);
    }
  }
  for (const block of document.querySelectorAll('h1, h2, h3, p, li, dd, dt, td, th, pre, summary'))
    if (block.clientWidth > 0 && block.scrollWidth > block.clientWidth + TOLERANCE && !block.classList.contains('unseen'))
      found.cut.push(`${block.tagName} ${block.textContent.slice(0, 60)}`);
  return found;
};
