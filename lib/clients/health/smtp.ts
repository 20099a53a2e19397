import type { Probe } from "./probe.ts";

/** Connects, signs in when the address holds an account, and hangs up without sending anything. */
export const smtpProbe = (url: string): Probe => ({
  component: "smtp",
  async check(_signal, { probeTimeoutMs }) {
    const { createTransport } = await import("nodemailer");
    // nodemailer takes no signal: these limits end a connection that nobody waits for any more.
    const limits = {
      dnsTimeout: probeTimeoutMs,
      connectionTimeout: probeTimeoutMs,
      greetingTimeout: probeTimeoutMs,
      socketTimeout: probeTimeoutMs,
    };
    await createTransport({ url, ...limits }).verify();
    return `${new URL(url).host} answers`;
  },
});
