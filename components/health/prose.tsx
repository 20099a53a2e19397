/** A sentence of the doctor: what it writes between backticks is a command or a name of code. */
export function Prose({ text }: { text: string }) {
  return text.split("`").map((part, index) =>
    index % 2 === 0 ? (
      part
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one sentence have only their place
      <code key={index} className="rounded-sm bg-muted px-1 py-0.5 font-mono text-[0.8125em]">
        {part}
      </code>
    ),
  );
}
