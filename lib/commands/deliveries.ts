import { z } from "zod";
import { retryMessage, sqlWithin } from "../alerts/outbox/put-message.ts";
import type { Acting } from "../auth/acting.ts";
import { recordAudit } from "../auth/audit.ts";
import { ApiError, notFound } from "../auth/refusals.ts";

/**
 * Takes a message that was given up back into the outbox for another day.
 * @throws ApiError 404 for a message that is not there, 409 for one that was not given up, or is overtaken
 */
export async function retryDelivery(acting: Acting, id: string): Promise<void> {
  if (!z.uuid().safeParse(id).success) throw noSuchMessage(id);
  const { db, outbox } = acting.runtime;
  await db.$transaction(async (tx) => {
    const message = await tx.outboxMessage.findUnique({ where: { id }, select: { address: true, reason: true } });
    if (message === null) throw noSuchMessage(id);
    if (!(await retryMessage(sqlWithin(tx), id))) throw notGivenUp(id);
    const { address, reason } = message;
    await recordAudit(tx, acting, { action: "message.retry", target: id, before: { address, reason } });
  });
  outbox.wake();
}

function noSuchMessage(id: string): ApiError {
  return notFound(`There is no message ${id.slice(0, 60)} (any more)`, "unknown_message");
}

function notGivenUp(id: string): ApiError {
  const now = "it is on its way, was delivered, or its channel has heard more of the same incident since";
  return new ApiError(`The message ${id} is not to be retried: ${now}`, { status: 409, code: "message_not_dead" });
}
