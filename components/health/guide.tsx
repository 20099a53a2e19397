import { ScrollBox } from "@/components/ui/scroll-box";
import { type GuideBlock, type GuidePiece, guidePieces } from "@/lib/dashboard/health/guide";

/** A guide of the documentation, each heading a place that findings link to. */
export function Guide({ blocks }: { blocks: readonly GuideBlock[] }) {
  return (
    <article lang="en" className="flex max-w-3xl flex-col gap-4 text-sm leading-relaxed">
      {blocks.map((block, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a text that does not change has only its order
        <Block key={index} block={block} />
      ))}
    </article>
  );
}

function Block({ block }: { block: GuideBlock }) {
  switch (block.kind) {
    case "heading":
      return (
        <h2 id={block.id} className="mt-4 scroll-mt-20 rounded-sm text-base font-semibold target:bg-status-warning-bg">
          {block.text}
        </h2>
      );
    case "paragraph":
      return (
        <p className="wrap-anywhere">
          <Line text={block.text} />
        </p>
      );
    case "table":
      return <GuideTable {...block} />;
  }
}

function GuideTable({ head, rows }: { head: readonly string[]; rows: readonly string[][] }) {
  return (
    <ScrollBox label={head.join(", ")} className="rounded-md border border-border bg-card">
      <table className="w-full min-w-160 border-collapse text-[0.8125rem]">
        <thead>
          <tr>
            {head.map((cell) => (
              <th key={cell} scope="col" className="px-3 py-2 text-left text-xs font-medium text-muted-foreground">
                {cell}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.join("|")} className="border-t border-border align-top">
              {row.map((cell) => (
                <td key={cell} className="px-3 py-2">
                  <Line text={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}

function Line({ text }: { text: string }) {
  // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one line have only their place
  return guidePieces(text).map((piece, index) => <Piece key={index} piece={piece} />);
}

function Piece({ piece }: { piece: GuidePiece }) {
  switch (piece.kind) {
    case "text":
      return piece.text;
    case "code":
      return <code className="rounded-sm bg-muted px-1 py-0.5 font-mono text-[0.9em]">{piece.text}</code>;
    case "strong":
      return <strong>{piece.text}</strong>;
    case "link":
      return (
        <a href={piece.href} className="text-primary underline underline-offset-2">
          {piece.text}
        </a>
      );
  }
}
