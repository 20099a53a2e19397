import { ideasPack } from "./ideas/pack.ts";
import { imagesPack } from "./images/pack.ts";
import type { ErrorMeaning, Pack, PackSettings } from "./pack.ts";
import type { Services } from "./services.ts";
import { systemPack } from "./system/pack.ts";

/** The one list of packs: what is not here does not exist. */
export const packs = [systemPack, imagesPack, ideasPack] as const satisfies readonly Pack[];

type Listed = (typeof packs)[number];
type Declared<Key extends keyof Pack> = Listed extends infer One
  ? One extends Record<Key, infer Value>
    ? Value
    : never
  : never;
type AllOf<Union> = (Union extends unknown ? (one: Union) => void : never) extends (all: infer All) => void
  ? All
  : never;
type Made =
  Declared<"services"> extends infer Make ? (Make extends (...given: never) => infer Own ? Own : never) : never;

/** What handlers get: the common services and those of every pack. */
export type AllServices = Services & AllOf<Made>;

/** Machine words that callers may get from a pack. */
export type PackErrorCode =
  Declared<"errors"> extends infer Errors
    ? Errors extends Readonly<Record<string, ErrorMeaning>>
      ? Errors[keyof Errors]["code"]
      : never
    : never;

/** Every job: packs can be taken out without touching the engine. */
export const jobs = packs.flatMap((pack): Listed["jobs"][number][] => [...pack.jobs]);

export function createServices(common: Services, settings: PackSettings): AllServices {
  const own = packs.map((pack: Pack) => pack.services?.(common, settings) ?? {});
  return Object.assign({}, common, ...own);
}

/** What the errors of all packs mean to a caller, by name. */
export const packErrors: ReadonlyMap<string, ErrorMeaning & { code: PackErrorCode }> = new Map(
  packs.flatMap(
    (pack: Pack) => Object.entries(pack.errors ?? {}) as [string, ErrorMeaning & { code: PackErrorCode }][],
  ),
);
