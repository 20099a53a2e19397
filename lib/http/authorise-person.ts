import type { Runtime } from "../runtime.ts";
import { ApiError } from "./api-error.ts";
import { type Person, readPerson } from "./auth/session.ts";
import { checkOrigin } from "./origin.ts";
import { may, type Permission } from "./permissions.ts";

/**
 * The signed-in person behind a request, who has the permission and sends from our own pages.
 * @throws ApiError 401 no session, 403 no permission or another origin
 */
export async function authorisePerson(
  runtime: Runtime,
  request: Pick<Request, "method" | "headers">,
  permission: Permission,
): Promise<Person> {
  const person = await readPerson(runtime, request.headers);
  if (person === null) throw signedOut();
  checkOrigin(request, runtime.env.appUrl);
  if (!may(person.role, permission)) throw forbidden(person, permission);
  return person;
}

function signedOut(): ApiError {
  return new ApiError("Sign in first: this needs a session", { status: 401, code: "signed_out" });
}

function forbidden({ email, role }: Person, permission: Permission): ApiError {
  return new ApiError(`This needs the permission ${permission}, which ${email} (${role ?? "no role"}) does not have`, {
    status: 403,
    code: "forbidden",
    details: { permission },
  });
}
