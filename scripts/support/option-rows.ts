/**
 * The options of an interface as rows of a table: name, type, whether it must be given, and its docstring. Reads the
 * formatted source, one option a line: the compiler of TypeScript 7 has no stable API.
 * @throws when the interface is not there, a line cannot be read, or an option has no docstring
 */
export function optionRows(source: string, name: string): string[][] {
  const [, body] = new RegExp(`^export interface ${name}\\b[\\s\\S]*?> \\{\\n([\\s\\S]*?)^\\}`, "m").exec(source) ?? [];
  if (body === undefined) throw new Error(`expected an interface ${name}, found none`);
  const rows: string[][] = [];
  let rest = body;
  for (let read = OPTION.exec(rest); read; read = OPTION.exec(rest)) {
    rows.push(rowOf(read));
    rest = rest.slice(read[0].length);
  }
  if (rest !== "") throw new Error(`${name}: cannot read "${rest.split("\n")[0]}"`);
  return rows;
}

const OPTION = /^(?: {2}\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\n)? {2}readonly (\w+)(\??): (.+);\n/;

function rowOf([, docstring, option, optional, type]: RegExpExecArray): string[] {
  if (docstring === undefined) throw new Error(`${option} has no docstring: say what it is, its unit and its default`);
  const sentence = docstring
    .replace(/^\s*\* ?/gm, " ")
    .replace(/\s+/g, " ")
    .trim();
  return [`\`${option}\``, `\`${type}\``, optional === "?" ? "no" : "yes", sentence];
}
