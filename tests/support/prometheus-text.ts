import parse from "parse-prometheus-text-format";

type ParsedFamily = ReturnType<typeof parse>[number];

/** One scrape, as Prometheus would understand it. */
export class ParsedScrape {
  readonly families: ReadonlyMap<string, ParsedFamily>;
  readonly #lines: string[];

  constructor(text: string) {
    this.#lines = text.split("\n");
    this.families = new Map(parse(text).map((family) => [family.name, family]));
  }

  /** The samples of a family, each with its labels as `job=a,outcome=b`. */
  samples(name: string): Record<string, number> {
    const samples = this.families.get(name)?.metrics ?? [];
    return Object.fromEntries(samples.map(({ labels = {}, value }) => [labelText(labels), Number(value)]));
  }

  /** One job's, without its label: the parser puts the histograms of a family into one. */
  histogram(name: string, job: string) {
    const own = this.#lines.filter((line) => line.includes(` ${name} `) || line.includes(`job="${job}"`));
    const unlabelled = own.map((line) => line.replace(/,?job="[^"]*"/, "").replace("{}", ""));
    const [family] = parse(`${unlabelled.filter((line) => line.includes(name)).join("\n")}\n`);
    return family?.metrics[0];
  }
}

const labelText = (labels: Record<string, string>) =>
  Object.entries(labels)
    .map(([label, value]) => `${label}=${value}`)
    .sort()
    .join();
