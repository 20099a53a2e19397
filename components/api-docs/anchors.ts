/** Where on their pages a group and a schema stand. */
export const groupAnchor = (name: string) => `group-${name.toLowerCase().replaceAll(" ", "-")}`;
export const schemaAnchor = (name: string) => `schema-${name}`;
