/** A source map, version 3, whole or in sections. */
export type SourceMapJson = SourceMapPart | { sections: { offset: Position; map: SourceMapPart }[] };

interface SourceMapPart {
  sources: (string | null)[];
  /** Lines divided by `;`, their segments by `,`; each a list of numbers in base 64 VLQ, relative to those before it. */
  mappings: string;
}

interface Position {
  line: number;
  column: number;
}

/** A place in a file. */
export interface Place extends Position {
  file: string;
}

/**
 * The place in the source that a place of the generated file comes from; both are counted from 0. Null where the map
 * tells of none. It walks the map up to that place and keeps nothing: `SourceMap` of node:module takes half a second
 * and 10 MB for a map of 1 MB, and a run has failed only now and then.
 * @see https://tc39.es/ecma426/ (mappings grammar, index maps)
 */
export function sourcePlace(map: SourceMapJson, { line, column }: Position): Place | null {
  if (!("sections" in map)) return placeIn(map, { line, column });
  const section = map.sections.findLast(({ offset }) => isUpTo(offset, { line, column }));
  if (!section) return null;
  const { offset } = section;
  return placeIn(section.map, {
    line: line - offset.line,
    column: line === offset.line ? column - offset.column : column,
  });
}

const isUpTo = (a: Position, b: Position) => a.line < b.line || (a.line === b.line && a.column <= b.column);

/** What the numbers of the segments add up to; the generated column begins anew in each line. */
interface Sum {
  generated: number;
  source: number;
  line: number;
  column: number;
}

function placeIn({ sources, mappings }: SourceMapPart, { line, column }: Position): Place | null {
  const lines = mappings.split(";", line + 1);
  if (lines.length <= line) return null;
  const sum: Sum = { generated: 0, source: 0, line: 0, column: 0 };
  for (const before of lines.slice(0, line)) addSegments(before, sum, Number.POSITIVE_INFINITY);
  const found = addSegments(lines[line] ?? "", sum, column);
  const file = found && sources[found.source];
  return file ? { file, line: found.line, column: found.column } : null;
}

/** Adds the segments of a line up to a column. @returns where the last of them lies, if it has a source */
function addSegments(line: string, sum: Sum, column: number): Sum | null {
  sum.generated = 0;
  let last: Sum | null = null;
  for (const segment of line === "" ? [] : line.split(",")) {
    const [generated = 0, ...origin] = numbersOf(segment);
    if (sum.generated + generated > column) break;
    last = addOrigin(sum, generated, origin) ? { ...sum } : null;
  }
  return last;
}

/** @returns whether the segment has a source at all */
function addOrigin(sum: Sum, generated: number, origin: readonly number[]): boolean {
  const [source, line = 0, column = 0] = origin;
  sum.generated += generated;
  if (source === undefined) return false;
  sum.source += source;
  sum.line += line;
  sum.column += column;
  return true;
}

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Each digit has five bits, the lowest first, and a sixth that says that another follows; the first bit is the sign. */
function numbersOf(segment: string): number[] {
  const numbers: number[] = [];
  let [value, shift] = [0, 0];
  for (const character of segment) {
    const digit = DIGITS.indexOf(character);
    value += (digit & 31) << shift;
    shift += 5;
    if (digit & 32) continue;
    numbers.push(value & 1 ? -(value >>> 1) : value >>> 1);
    [value, shift] = [0, 0];
  }
  return numbers;
}
