/** Whether a write failed because somebody else was faster, or the name is taken: Prisma's word for it. */
export function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "P2002";
}
