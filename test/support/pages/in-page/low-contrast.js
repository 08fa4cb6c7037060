// Texts whose contrast to what is behind them is below 4.5 (WCAG 2.2, success criterion 1.4.3 and its definition of contrast ratio).
() => {
  const parts = (color) => {
    const [red = 0, green = 0, blue = 0, alpha = 1] = color.match(/[\d.]+/g)?.map(Number) ?? [];
    return { red, green, blue, alpha: color === 'transparent' ? 0 : alpha };
  };
  const over = (front, back) => {
    const mix = (name) => front[name] * front.alpha + back[name] * (1 - front.alpha);
    return { red: mix('red'), green: mix('green'), blue: mix('blue'), alpha: 1 };
  };
  const luminance = ({ red, green, blue }) => {
    const linear = (one) => (one / 255 <= 0.04045 ? one / 255 / 12.92 : ((one / 255 + 0.055) / 1.055) ** 2.4);
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
  };
  const ratio = (one, other) => {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  };
  /** Shapes of the picture that were painted before the text, where its middle is. */
  const shapesBehind = (element, middle) => {
    const svg = element.closest('svg');
    if (svg === null) return [];
    return [...svg.querySelectorAll('rect')].filter((shape) => {
      const box = shape.getBoundingClientRect();
      const before = shape.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING;
      return before && box.left <= middle.x && middle.x <= box.right && box.top <= middle.y && middle.y <= box.bottom;
    });
  };
  const behind = (element, middle) => {
    const ancestors = [];
    for (let one = element; one !== null; one = one.parentElement) ancestors.unshift(one);
    let color = { red: 255, green: 255, blue: 255, alpha: 1 };
    for (const one of ancestors) color = over(parts(getComputedStyle(one).backgroundColor), color);
    for (const shape of shapesBehind(element, middle)) {
      const style = getComputedStyle(shape);
      if (style.fill !== 'none') color = over({ ...parts(style.fill), alpha: Number(style.opacity) }, color);
    }
    return color;
  };
  const found = { checked: 0, low: [] };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const element = node.parentElement;
    if (node.data.trim() === '' || element.closest('title, desc, style, .unseen') !== null) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const box = range.getBoundingClientRect();
    if (box.width === 0 || box.height === 0) continue;
    const style = getComputedStyle(element);
    const color = parts(element instanceof SVGElement ? style.fill : style.color);
    const back = behind(element, { x: box.left + box.width / 2, y: box.top + box.height / 2 });
    const contrast = ratio(over(color, back), back);
    found.checked += 1;
    if (contrast < 4.5) found.low.push(`${contrast.toFixed(2)}: ${node.data.trim().slice(0, 60)}`);
  }
  return found;
};
