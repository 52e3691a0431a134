import { FinalError, RetriableError } from "../../events/handler-errors.ts";
import type { Mailer } from "../ports.ts";
import { optionalPeer } from "./optional-peer.ts";

/** What {@link smtpMailer} takes. */
export interface SmtpMailerOptions {
  /** `smtp://user:password@host:port` or `smtps://…`. */
  readonly url: string;
  /** Longest wait for the server, per step of the conversation. */
  readonly timeoutMs: number;
}

/**
 * Mails by SMTP: what the server refuses for good (5xx) is a FinalError, what it or the network refuses for now a RetriableError.
 *
 * @throws ConfigurationError when `nodemailer` is not installed
 */
export async function smtpMailer({ url, timeoutMs }: SmtpMailerOptions): Promise<Mailer> {
  const { createTransport } = await optionalPeer("nodemailer", () => import("nodemailer"));
  const transport = createTransport({
    url,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    // A mail names no file and no address to fetch: everything it holds is given as bytes.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    send: async (mail) => {
      try {
        await transport.sendMail({
          from: mail.from,
          to: [...mail.to],
          subject: mail.subject,
          text: mail.text,
          html: mail.html,
          messageId: `<${mail.messageId}>`,
          attachments: mail.attachments.map(({ name, contentType, bytes, contentId }) => ({
            filename: name,
            contentType,
            content: Buffer.from(bytes),
            ...(contentId === undefined ? {} : { cid: contentId }),
          })),
        });
      } catch (error) {
        throw mailError(error, url);
      }
    },
  };
}

/** What nodemailer threw, by the server's reply code (RFC 5321 §4.2.1: 4yz may pass later, 5yz will not). */
export function mailError(error: unknown, url: string): unknown {
  if (!(error instanceof Error)) return error;
  const code = "responseCode" in error && typeof error.responseCode === "number" ? error.responseCode : undefined;
  const server = hostOf(url);
  if (code !== undefined && code >= 500) {
    return new FinalError(`The mail server ${server} refuses the mail: ${error.message}`, { cause: error });
  }
  if ("code" in error && (error.code === "EAUTH" || error.code === "EENVELOPE") && code === undefined) {
    return new FinalError(`The mail cannot be sent by ${server}: ${error.message}`, { cause: error });
  }
  return new RetriableError(`The mail server ${server} did not take the mail: ${error.message}`, { cause: error });
}

/** The server without user and password, which must not reach a dead letter. */
function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : "of SMTP_URL";
}
