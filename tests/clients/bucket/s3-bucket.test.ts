import { createServer } from "node:http";
import { describe, expect, it } from "vitest";
import { BucketError } from "../../../lib/clients/bucket/bucket.ts";
import { openBucket } from "../../../lib/clients/bucket/open-bucket.ts";
import { S3Bucket } from "../../../lib/clients/bucket/s3-bucket.ts";
import { hasMoto, startFauxqsBucket, startMotoBucket } from "../../support/s3-server.ts";
import { describeBucket, listAll } from "./conformance.ts";

describeBucket("fauxqs (S3 protocol)", async () => {
  const server = await startFauxqsBucket("photos");
  return { bucket: new S3Bucket(server.config), close: server.stop };
});

describe.skipIf(!hasMoto())("with moto_server", () => {
  describeBucket("moto_server (S3 protocol)", async () => {
    const server = await startMotoBucket("photos");
    return { bucket: new S3Bucket(server.config), close: server.stop };
  });
});

describe("a bucket on an S3 store that fails", () => {
  it("names the bucket and tells to create it when there is none", async () => {
    const server = await startFauxqsBucket("photos");
    const bucket = openBucket({ kind: "s3", ...server.config, name: "other" });
    await expect(listAll(bucket)).rejects.toThrow(/The bucket "other" at .*NoSuchBucket.*create the bucket/);
    await server.stop();
  });

  it("names the endpoint when nobody answers there", async () => {
    const config = {
      name: "b",
      endpoint: "http://127.0.0.1:9",
      region: "auto",
      accessKeyId: "k",
      secretAccessKey: "s",
    };
    const bucket = new S3Bucket(config);
    await expect(bucket.read("a.jpg")).rejects.toThrow(
      /The object "a.jpg" of the bucket "b" at http:\/\/127.0.0.1:9: .*check the endpoint/,
    );
  });

  it("tells a refused key from a missing object, without the secret", async () => {
    const server = createServer((_, response) => {
      response.writeHead(403, { "content-type": "application/xml" });
      response.end("<Error><Code>SignatureDoesNotMatch</Code><Message>no</Message></Error>");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const port = typeof address === "object" ? address?.port : 0;
    const bucket = new S3Bucket({
      name: "b",
      endpoint: `http://127.0.0.1:${port}`,
      region: "auto",
      accessKeyId: "key",
      secretAccessKey: "do-not-tell",
    });
    const error = await bucket.head("a.jpg").catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(BucketError);
    expect(String(error)).toMatch(/check the access key/);
    expect(String(error)).not.toContain("do-not-tell");
    server.close();
  });
});
