/** The boxes stand in the rows, their form beside the table. */
export const BULK_FORM_ID = "bulk";
