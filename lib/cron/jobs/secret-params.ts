import { z } from "zod";
import type { Json } from "../words/json.ts";
import { MASK } from "../words/redact.ts";
import type { AnyJob } from "./define-job.ts";
import { DEBUG_PARAM } from "./params.ts";
import type { ParamsSchema } from "./schemas.ts";

/**
 * Which values of a job's parameters are secret: those that the schema marks with `.meta({ secret: true })`, at any
 * depth and behind any wrapper. What the schema does not know is taken for secret: it may have been one when it was
 * stored.
 */

/** More wrappers around one value are a circle of references. */
const MAX_WRAPPERS = 20;

/** What is read of the JSON Schema that zod makes. */
interface Described {
  type?: string | string[];
  secret?: boolean;
  properties?: Record<string, Described>;
  additionalProperties?: Described | boolean;
  items?: Described | boolean;
  prefixItems?: Described[];
  anyOf?: Described[];
  oneOf?: Described[];
  allOf?: Described[];
  $ref?: string;
  $defs?: Record<string, Described>;
}

/** Told of each secret value and where it stands; its answer takes the value's place. */
type Replace = (value: Json, path: readonly string[]) => Json;

/** Parameters as they may be shown. A job that left the registry (null) can't tell its secrets: all values are masked. */
export function maskSecrets(job: AnyJob | null, params: Json): Json {
  return replaceSecrets(job?.params ?? null, params, () => MASK);
}

/** Parameters that were read masked and come back changed: a secret that is still masked keeps its stored value. */
export function unmaskSecrets(job: AnyJob, params: Json, stored: Json): Json {
  return replaceSecrets(job.params, params, (value, path) => {
    const kept = value === MASK ? path.reduce<Json | undefined>(childOf, stored) : undefined;
    return kept === undefined ? value : kept;
  });
}

/** Every secret value of these parameters (or of a task's item), as text. */
export function secretValues(schema: ParamsSchema, params: Json): string[] {
  const found: string[] = [];
  replaceSecrets(schema, params, (value) => {
    found.push(...leavesOf(value));
    return value;
  });
  return found;
}

/** Whether a parameter is a secret or has one inside: a form then shows nothing of what it was. */
export function holdsSecret(schema: ParamsSchema, name: string): boolean {
  const root = schemaOf(schema);
  const seen = new Set<Described>();
  const holds = (node: Described | boolean | undefined): boolean => {
    if (typeof node !== "object" || seen.has(node)) return false;
    seen.add(node);
    return alternativesOf(node, root).some((one) => one.secret || childrenOf(one).some(holds));
  };
  return holds(root.properties?.[name]);
}

const childrenOf = ({ properties, additionalProperties, items, prefixItems }: Described) => [
  ...Object.values(properties ?? {}),
  ...(prefixItems ?? []),
  ...[additionalProperties, items],
];

function replaceSecrets(schema: ParamsSchema | null, params: Json, replace: Replace): Json {
  if (!isObject(params)) return params;
  const { [DEBUG_PARAM]: debug, ...own } = params;
  const root = schema === null ? [] : alternativesOf(schemaOf(schema), schemaOf(schema));
  const walked = walk({ root: schema && schemaOf(schema), meant: root, path: [] }, own, replace);
  return debug === undefined || !isObject(walked) ? walked : { ...walked, [DEBUG_PARAM]: debug };
}

const schemas = new WeakMap<ParamsSchema, Described>();

function schemaOf(schema: ParamsSchema): Described {
  const made = schemas.get(schema) ?? (z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as Described);
  schemas.set(schema, made);
  return made;
}

/** A place in the parameters: all that the schema says it may be, none where it does not know it. */
interface Place {
  root: Described | null;
  meant: readonly Described[];
  path: readonly string[];
}

function walk(place: Place, value: Json, replace: Replace): Json {
  const { meant, path } = place;
  if (value === null) return null;
  // Which alternative was meant can't be told for sure: what any of them calls secret is.
  if (meant.some(({ secret }) => secret)) return replace(value, path);
  if (Array.isArray(value)) return value.map((item, at) => walk(childPlace(place, String(at), itemOf), item, replace));
  if (isObject(value)) {
    const entries = Object.entries(value);
    return Object.fromEntries(
      entries.map(([key, inner]) => [key, walk(childPlace(place, key, propertyOf), inner, replace)]),
    );
  }
  return meant.length === 0 ? replace(value, path) : value;
}

type ChildOf = (parent: Described, key: string) => Described | boolean | undefined;

function childPlace({ root, meant, path }: Place, key: string, childOf: ChildOf): Place {
  const children = meant.flatMap((parent) => {
    const child = isAnything(parent) ? true : childOf(parent, key);
    return typeof child === "object" ? alternativesOf(child, root) : child === true ? [ANYTHING] : [];
  });
  return { root, meant: children, path: [...path, key] };
}

const ANYTHING: Described = {};

/** Says nothing about what it holds, so that all of it is known. */
const isAnything = ({ type, properties, items, prefixItems, additionalProperties }: Described) =>
  [type, properties, items, prefixItems, additionalProperties].every((part) => part === undefined);

const propertyOf: ChildOf = ({ properties, additionalProperties }, key) => properties?.[key] ?? additionalProperties;
const itemOf: ChildOf = ({ prefixItems, items }, at) => prefixItems?.[Number(at)] ?? items;

/** A description without its wrappers: references followed, unions and intersections spread. */
function alternativesOf(node: Described, root: Described | null, depth = 0): Described[] {
  const target = node.$ref === undefined ? null : node.$ref === "#" ? root : root?.$defs?.[node.$ref.slice(8)];
  const inner = [...(target ? [target] : []), ...(node.anyOf ?? []), ...(node.oneOf ?? []), ...(node.allOf ?? [])];
  if (node.secret || inner.length === 0 || depth > MAX_WRAPPERS) return [node];
  return inner.flatMap((one) => alternativesOf(one, root, depth + 1));
}

function leavesOf(value: Json): string[] {
  if (Array.isArray(value)) return value.flatMap(leavesOf);
  if (isObject(value)) return Object.values(value).flatMap(leavesOf);
  return value === null || typeof value === "boolean" ? [] : [String(value)];
}

const childOf = (value: Json | undefined, key: string): Json | undefined =>
  Array.isArray(value)
    ? value[Number(key)]
    : isObject(value ?? null)
      ? (value as { [key: string]: Json })[key]
      : undefined;

const isObject = (value: Json): value is { [key: string]: Json } =>
  typeof value === "object" && value !== null && !Array.isArray(value);
