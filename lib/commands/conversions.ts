import type { Acting } from "../auth/acting.ts";
import { actOnRecord, recordAudit } from "../auth/audit.ts";
import { UnknownConversionError } from "../jobs/images/conversion-errors.ts";
import { requeueFailed } from "../jobs/images/conversions.ts";
import type { ConvertedSource } from "../jobs/images/convert-source.ts";

const ID = /^[1-9]\d{0,17}$/;

/** Converts one object now. @throws what lib/jobs/images/convert-source.ts names */
export async function convertByHand(
  acting: Acting,
  { source, force }: { source: string; force: boolean },
): Promise<ConvertedSource> {
  const { services } = acting.runtime;
  // The image library is loaded by whoever converts
  const { convertSource } = await import("../jobs/images/convert-source.ts");
  return await actOnRecord(acting, {
    entry: { action: "image.convert", target: source },
    act: () => convertSource(services, source, { force }),
    told: (converted) => ({ ...converted }),
  });
}

/** Converts the source of one row of the list now. @throws UnknownConversionError; and what `convertByHand` throws */
export async function retryConversion(acting: Acting, id: string): Promise<ConvertedSource> {
  const { services, db } = acting.runtime;
  const where = { id: BigInt(ID.test(id) ? id : 0), bucket: services.bucket.name, status: { not: "gone" } };
  const row = await db.imageConversion.findFirst({ where, select: { sourceKey: true } });
  if (row === null) throw new UnknownConversionError(id.slice(0, 20));
  return await convertByHand(acting, { source: `r2://${services.bucket.name}/${row.sourceKey}`, force: false });
}

/** Queues all failed and given up images again. @returns how many wait now for the next run of convert-images */
export async function retryConversions(acting: Acting): Promise<number> {
  const { services, db } = acting.runtime;
  const { name } = services.bucket;
  return await db.$transaction(async (tx) => {
    const queued = await requeueFailed(tx, name);
    if (queued > 0) await recordAudit(tx, acting, { action: "image.retry", target: name, after: { queued } });
    return queued;
  });
}
