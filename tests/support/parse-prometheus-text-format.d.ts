/** It has no types of its own. */
declare module "parse-prometheus-text-format" {
  interface ParsedFamily {
    name: string;
    help: string;
    type: string;
    metrics: {
      labels?: Record<string, string>;
      value?: string;
      buckets?: Record<string, string>;
      count?: string;
      sum?: string;
    }[];
  }
  /** @throws at what is no text of Prometheus */
  const parse: (text: string) => ParsedFamily[];
  export = parse;
}
