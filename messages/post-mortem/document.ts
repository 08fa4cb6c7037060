/** A piece of a line. Plain text is anybody's and is escaped by whoever renders it; only these few forms are ours. */
export type Piece = string | { blank: string } | { strong: string } | { link: string; text: string } | { code: string };
export type Line = Piece | readonly Piece[];

export type Block =
  | { heading: string; level: 2 | 3; id: string }
  | { paragraph: Line }
  | { list: readonly Line[]; ordered?: boolean }
  | { table: { head: readonly string[]; rows: readonly (readonly Line[])[] } };

/** A document in one language, before it is Markdown or HTML. */
export type Document = {
  language: string;
  title: string;
  facts: readonly (readonly [label: string, value: Line])[];
  blocks: readonly Block[];
};

export const piecesOf = (line: Line): readonly Piece[] => (Array.isArray(line) ? line : [line as Piece]);
