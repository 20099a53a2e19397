/** JSON Schema as far as the API's document uses it. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  const?: unknown;
  enum?: unknown[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  description?: string;
  default?: unknown;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
}

export type Schemas = Readonly<Record<string, Schema>>;

/** A piece of the name of a type; `ref` names the schema that it leads to. */
export interface TypePart {
  text: string;
  ref?: string;
}

/** One property, with those inside of it after it, one step deeper. */
export interface FieldView {
  name: string;
  depth: number;
  required: boolean;
  type: TypePart[];
  /** What it means, and what it may be. */
  note: string;
}

/** A schema as people read it: fields, or several shapes of which one comes. */
export interface SchemaView {
  type: TypePart[];
  fields: FieldView[];
  variants: SchemaView[];
}

const SCHEMAS = "#/components/schemas/";

/** The name of the schema that a reference leads to, or null for a schema that stands there itself. */
export const refName = ({ $ref }: Schema): string | null =>
  $ref?.startsWith(SCHEMAS) ? $ref.slice(SCHEMAS.length) : null;
