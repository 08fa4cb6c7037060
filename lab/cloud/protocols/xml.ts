/** One element of a parsed request body; attributes are not used by the AWS protocols spoken here. */
export type XmlElement = { name: string; text: string; children: XmlElement[] };

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Text as XML content. */
export const escapeXml = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** `<name>content</name>`: strings are escaped, arrays are content that is already rendered. */
export function element(name: string, content: string | number | boolean | readonly string[]): string {
  const inner = Array.isArray(content) ? content.join('') : escapeXml(String(content));
  return `<${name}>${inner}</${name}>`;
}

/**
 * Reads the XML the SDK's serializers write (elements, text, entities; no comments, no CDATA).
 *
 * @throws Error when the text is not such XML; the service answers MalformedInput
 */
export function parseXml(source: string): XmlElement {
  const root: XmlElement = { name: '', text: '', children: [] };
  const open = [root];
  const body = source.replace(/<\?[^>]*\?>/g, '');
  for (const [, closing, name, selfClosing, text] of body.matchAll(/<(\/?)([\w:.-]+)[^>]*?(\/?)>|([^<]+)/g)) {
    const current = open.at(-1);
    if (!current) throw new Error('XML has more closing than opening tags');
    if (name === undefined) current.text += unescapeXml(text ?? '');
    else if (closing) closeElement(open, name);
    else {
      const child: XmlElement = { name, text: '', children: [] };
      current.children.push(child);
      if (!selfClosing) open.push(child);
    }
  }
  const [first] = root.children;
  if (!first || open.length !== 1) throw new Error('XML is not complete');
  return first;
}

/** Elements at the end of a path of names below `from`. */
export function elementsAt(from: XmlElement, ...path: string[]): XmlElement[] {
  return path.reduce<XmlElement[]>((found, name) => found.flatMap((one) => one.children.filter((child) => child.name === name)), [from]);
}

export const textAt = (from: XmlElement, ...path: string[]): string | undefined => elementsAt(from, ...path)[0]?.text;

function closeElement(open: XmlElement[], name: string): void {
  const closed = open.pop();
  if (closed?.name !== name) throw new Error(`XML closes <${name}> but <${closed?.name}> is open`);
}

function unescapeXml(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, named) => {
    if (hex) return String.fromCodePoint(Number.parseInt(hex, 16));
    return decimal ? String.fromCodePoint(Number(decimal)) : (ENTITIES[named] ?? whole);
  });
}
