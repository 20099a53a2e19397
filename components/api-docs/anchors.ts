/** Where on the page an operation, a group and a schema stand. */
export const operationAnchor = (id: string) => id;
export const groupAnchor = (name: string) => `group-${name.toLowerCase().replaceAll(" ", "-")}`;
export const schemaAnchor = (name: string) => `schema-${name}`;
export const SCHEMAS_ANCHOR = "schemas";
