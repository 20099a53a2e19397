import type { z } from "zod";
import { recordAudit } from "../../auth/audit.ts";
import { json } from "../answers/answers.ts";
import type { convertBody } from "../bodies/convert-body.ts";
import type { AdminCall } from "../routes/admin-route.ts";

/** Converts one object now and answers both keys and the bytes before and after. */
export async function convert(call: AdminCall<z.output<typeof convertBody>, unknown>): Promise<Response> {
  const { source, force } = call.body;
  const converted = await call.runtime.convertSource(source, { force });
  await recordAudit(call.runtime.db, call, { action: "image.convert", target: source, after: { ...converted } });
  return json({ success: true, ...converted });
}
