import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from "node:fs";
import { SourceMap } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toRunError } from "../../lib/cron/words/serialize.ts";
import { sourcePlace } from "../../lib/observe/source-map.ts";
import { createTellStack } from "../../lib/observe/source-stack.ts";

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

function vlq(value: number): string {
  let rest = value < 0 ? (-value << 1) | 1 : value << 1;
  let text = "";
  do {
    text += DIGITS[(rest & 31) | (rest > 31 ? 32 : 0)];
    rest >>>= 5;
  } while (rest > 0);
  return text;
}

const segment = (...numbers: number[]) => numbers.map(vlq).join("");

/** A project with one chunk of a bundle, whose line 1 column 11 is line 40 column 7 of a job's file. */
function placeProject(): { root: string; chunk: string } {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "source stack-")));
  const chunk = join(root, ".next/server/chunks/[root]__1.js");
  mkdirSync(dirname(chunk), { recursive: true });
  writeFileSync(
    chunk,
    `fail();                 fail()\n//# sourceMappingURL=${encodeURIComponent("[root]__1.js.map")}`,
  );
  const mappings = [segment(0), segment(10, 0, 39, 6)].join(",");
  writeFileSync(
    `${chunk}.map`,
    JSON.stringify({ version: 3, sources: ["../../../lib/jobs/a.ts"], names: [], mappings }),
  );
  return { root, chunk };
}

describe("fault D5: the stack of a failed run shows source files, and no path of the machine", () => {
  const { root, chunk } = placeProject();
  const tell = createTellStack(root);

  it.each([
    ["a place in the bundle", `    at async b (${chunk}:1:15)`, "    at async b (lib/jobs/a.ts:40:7)"],
    ["one without a name", `    at ${chunk}:1:11`, "    at lib/jobs/a.ts:40:7"],
    ["one that was waited for, without a name", `    at async ${chunk}:1:11`, "    at async lib/jobs/a.ts:40:7"],
    ["one that no source has", `    at b (${chunk}:1:3)`, "    at b (.next/server/chunks/[root]__1.js:1:3)"],
    ["one on a line that no source has", `    at b (${chunk}:9:3)`, "    at b (.next/server/chunks/[root]__1.js:9:3)"],
    [
      "a file that runs as it is",
      `    at run (${pathToFileURL(join(root, "lib/b.ts"))}:3:5)`,
      "    at run (lib/b.ts:3:5)",
    ],
    [
      "a package",
      `    at C.q (${root}/node_modules/pg/lib/client.js:7:1)`,
      "    at C.q (node_modules/pg/lib/client.js:7:1)",
    ],
    ["a package elsewhere", "    at q (/srv/up/node_modules/pg/a.js:7:1)", "    at q (node_modules/pg/a.js:7:1)"],
    ["a file elsewhere", "    at q (/home/jo/secret-plan/tool.js:7:1)", "    at q (tool.js:7:1)"],
    [
      "Node.js itself",
      "    at node:internal/process/task_queues:105:5",
      "    at node:internal/process/task_queues:105:5",
    ],
    ["a bundle without maps", `    at b (${root}/.next/gone.js:1:1)`, "    at b (.next/gone.js:1:1)"],
    ["what is no frame", `Error: open '${root}/a' failed`, `Error: open '${root}/a' failed`],
  ])("%s", (_, frame, told) => {
    expect(tell(`Error: no\n${frame}\nCaused by: Error: why\n${frame}`)).toBe(
      `Error: no\n${told}\nCaused by: Error: why\n${told}`,
    );
  });

  it("of a message that only looks like frames, however long it is", () => {
    const message = `   at ${"(/".repeat(1_000_000)}`;
    expect(tell(message)).toBe(message);
  });

  it("of an error that was really thrown, and of its cause", () => {
    const error = toRunError(new Error("no", { cause: new TypeError("why") }), {
      tellStack: createTellStack(process.cwd()),
    });
    expect(error.stack?.match(/^ {4}at .*tests\/observe\/source-stack\.test\.ts:\d+:\d+\)?$/gm)).toHaveLength(2);
    expect(error.stack).not.toContain(process.cwd());
  });

  it("reads maps as Node.js does, whole or in sections", () => {
    const step = fc.tuple(fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 0, max: 90_000 }), fc.nat(400));
    fc.assert(
      fc.property(fc.array(step, { minLength: 1 }), fc.nat(40_000), fc.nat(50), (steps, column, offset) => {
        let [line, at] = [0, 0];
        const segments = steps.map(([ahead, toLine, toColumn]) => {
          const text = segment(ahead, 0, toLine - line, toColumn - at);
          [line, at] = [toLine, toColumn];
          return text;
        });
        const map = { version: 3, file: "a.js", sourceRoot: "", sources: ["a.ts"], sourcesContent: [], names: [] };
        const before = offset % 2 === 0 ? 0 : 2;
        const whole = { ...map, mappings: ";".repeat(before) + segments.join(",") };
        const node = new SourceMap(whole).findEntry(before, column);
        const place =
          "originalLine" in node && node.generatedLine === before
            ? { file: "a.ts", line: node.originalLine, column: node.originalColumn }
            : null;
        expect(sourcePlace(whole, { line: before, column })).toEqual(place);
        const sections = [
          { offset: { line: 0, column: 0 }, map: { sources: [], mappings: "" } },
          { offset: { line: 7, column: offset }, map: whole },
        ];
        const inFirst = before === 0 ? column + offset : column;
        expect(sourcePlace({ sections }, { line: 7 + before, column: inFirst })).toEqual(place);
      }),
    );
  });
});
