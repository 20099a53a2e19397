import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { receiveConnections } from "../../scripts/support/http-server.ts";

/** Answers with its process and what lib/jobs/word.ts held at its start; once told to stop, it waits for the file `go`. */
const word = readFileSync("lib/jobs/word.ts", "utf8");
if (word === "broken") throw new Error("the word is broken");
process.on("SIGTERM", () => setInterval(() => existsSync("go") && process.exit(0), 20));
process.once("disconnect", () => process.exit(0));
const server = createServer((_, response) => response.end(`${process.pid} ${word}`));
receiveConnections(server, process);
