import type { Command } from "./command.ts";
import { secret } from "./commands/secret.ts";
import { sync } from "./commands/sync.ts";

/** Every command, in the order of the help. */
export const commands: readonly Command[] = [secret, sync];
