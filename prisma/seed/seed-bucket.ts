import type { Bucket } from "../../lib/clients/bucket/bucket.ts";
import { demoPictures } from "./demo-pictures.ts";

/** Puts sample pictures into a bucket that is empty. @returns how many */
export async function seedBucket(bucket: Bucket): Promise<number> {
  if (!(await isEmpty(bucket))) return 0;
  const pictures = await demoPictures();
  for (const { key, body, contentType } of pictures) await bucket.write(key, body, { contentType });
  return pictures.length;
}

async function isEmpty(bucket: Bucket): Promise<boolean> {
  for await (const page of bucket.list({ pageSize: 1 })) {
    if (page.length > 0) return false;
  }
  return true;
}
