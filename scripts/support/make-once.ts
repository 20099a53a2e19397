import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./environment.ts";
import { NEXT, PRISMA, runStep, type StepOptions } from "./run-step.ts";

/** Something made from sources, which is made again only when they change. */
interface Product {
  /** Files and folders, relative to the project. */
  sources: readonly string[];
  /** Exists when it was made. */
  output: string;
  /** Keeps the hash of the sources it was made from; lies with the output, so that it goes with it. */
  stamp: string;
}

const PRISMA_CLIENT: Product = {
  sources: ["prisma/schema", "package-lock.json"],
  output: "prisma/generated/client.ts",
  stamp: "prisma/generated/.made-from",
};

const APPLICATION: Product = {
  sources: [
    ...["app", "components", "lib", "prisma/schema", "public"],
    ...["instrumentation.ts", "next.config.ts", "package-lock.json", "postcss.config.mjs", "proxy.ts", "tsconfig.json"],
  ],
  output: ".next/BUILD_ID",
  stamp: ".next/made-from",
};

/** Generates the Prisma client unless it is there for today's schema. */
export async function ensurePrismaClient(): Promise<void> {
  await makeOnce(PRISMA_CLIENT, () => runStep("prisma generate", [PRISMA, "generate"]));
}

/** Builds the application unless today's sources are built. */
export async function ensureBuild(how: Pick<StepOptions, "signal" | "inOnePiece"> = {}): Promise<void> {
  const options = { ...how, variables: { NODE_ENV: "production" } };
  await makeOnce(APPLICATION, () => runStep("the build", [NEXT, "build"], options));
}

async function makeOnce(product: Product, make: () => Promise<void>): Promise<void> {
  const stamp = join(ROOT, product.stamp);
  const wanted = hash(product.sources);
  const isMade = existsSync(join(ROOT, product.output)) && existsSync(stamp) && readFileSync(stamp, "utf8") === wanted;
  if (isMade) return;
  await make();
  writeFileSync(stamp, wanted);
}

function hash(sources: readonly string[]): string {
  const digest = createHash("sha256");
  for (const path of sources.flatMap(filesUnder)) digest.update(path).update(readFileSync(join(ROOT, path)));
  return digest.digest("hex");
}

function filesUnder(path: string): string[] {
  const absolute = join(ROOT, path);
  if (!existsSync(absolute)) return [];
  if (!statSync(absolute).isDirectory()) return [path];
  return readdirSync(absolute)
    .sort()
    .flatMap((name) => filesUnder(join(path, name)));
}
