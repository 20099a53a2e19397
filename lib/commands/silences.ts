import { z } from "zod";
import { addSilence, endSilence, LONGEST_SILENCE_DAYS, type Silence } from "../alerts/incidents/silences.ts";
import { subjects } from "../alerts/words/vocabulary.ts";
import { type Acting, actorName } from "../auth/acting.ts";
import { recordAudit } from "../auth/audit.ts";
import { type ApiError, invalidInput, notFound } from "../auth/refusals.ts";
import { exactInstant } from "../dashboard/words/instant.ts";
import { issueAt } from "../dashboard/words/issue-words.ts";
import type { Prisma } from "../db.ts";

/** Body of `POST /api/admin/alert-silences`: always with an end and a reason. */
export const silenceBody = z.strictObject({
  /** As of an incident, `job:<name or alias>` or `category:<name>`. */
  subject: z.string().trim().min(1).max(200),
  until: exactInstant,
  reason: z.string().trim().min(1).max(500),
});
export type SilenceOrder = z.output<typeof silenceBody>;

/**
 * Silences a subject or a category: it is watched, but nobody is told before the end.
 * @throws ApiError 422 for an end that is past or too far away, and for a subject that is nothing here
 */
export async function makeSilence(acting: Acting, { subject, ...wanted }: SilenceOrder): Promise<Silence> {
  const { db, clock } = acting.runtime;
  const answer = await db.$transaction(async (tx) => {
    const known = await requireSubject(acting, tx, subject);
    const actor = actorName(acting).slice(0, 200);
    const made = await addSilence(tx, { ...wanted, subject: known, actor, now: clock.now() });
    if (made.outcome === "refused") return made;
    const after = { id: made.silence.id, until: wanted.until.toISOString() };
    await recordAudit(tx, acting, { action: "silence.create", target: known, after, note: wanted.reason });
    return made;
  });
  if (answer.outcome === "done") return answer.silence;
  throw invalidInput("body", [
    answer.reason === "past"
      ? issueAt("until", "not_ahead", { given: wanted.until.toISOString() })
      : issueAt("until", "silence_too_long", { days: LONGEST_SILENCE_DAYS }),
  ]);
}

/**
 * Ends a silence before its time. What it held back is told then.
 * @returns its subject @throws ApiError 404 for a silence that is not in force
 */
export async function liftSilence(acting: Acting, id: string): Promise<string> {
  if (!z.uuid().safeParse(id).success) throw noSuchSilence(id);
  const { db, clock, alerts } = acting.runtime;
  const subject = await db.$transaction(async (tx) => {
    const ended = await endSilence(tx, { id, actor: actorName(acting).slice(0, 200), now: clock.now() });
    if (!ended) throw noSuchSilence(id);
    const { subject: silenced, until } = await tx.alertSilence.findUniqueOrThrow({ where: { id } });
    const before = { id, until: until.toISOString() };
    await recordAudit(tx, acting, { action: "silence.end", target: silenced, before });
    return silenced;
  });
  alerts.wake();
  return subject;
}

/** The subject by its canonical name: a silence of nothing would be a surprise later. @throws ApiError 422 */
async function requireSubject({ runtime }: Acting, tx: Prisma.TransactionClient, subject: string): Promise<string> {
  const { engine } = runtime;
  const job = subject.startsWith("job:") ? engine.find(subject.slice("job:".length)) : null;
  if (job) return subjects.job(job.name);
  if (engine.jobs.some(({ category }) => subjects.category(category) === subject)) return subject;
  if (await tx.incident.findFirst({ where: { subject }, select: { id: true } })) return subject;
  throw invalidInput("body", [issueAt("subject", "silence_of_nothing", { given: subject })]);
}

function noSuchSilence(id: string): ApiError {
  return notFound(`There is no silence ${id.slice(0, 60)} that is in force`, "unknown_silence");
}
