import { makeSecret } from "../../support/secrets.ts";
import { type Command, EXIT } from "../command.ts";
import { print, printJson } from "../output.ts";

export const secret: Command = {
  name: "secret",
  summary: "make a secret for CRON_SECRET",
  async run({ json }) {
    const made = makeSecret(32);
    if (json) printJson({ secret: made });
    else print(made);
    return EXIT.ok;
  },
};
