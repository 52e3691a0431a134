// The least a proxy can do on undici's Pool with buffered bodies: CALLS requests to the upstream, one after the other.
import { createServer } from "node:http";
import { Pool } from "undici";

const pool = new Pool(process.env.UPSTREAM, { connections: 256 });
const calls = Number(process.env.CALLS ?? 1);
const hop = new Set(["connection", "keep-alive", "transfer-encoding", "content-length", "host"]);

createServer((request, response) => {
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => void forward(request, response, Buffer.concat(chunks)));
}).listen(Number(process.env.PORT), "127.0.0.1");

async function forward(request, response, data) {
  try {
    let headers = kept(request.headers);
    let body = data;
    let status = 200;
    for (let call = 0; call < calls; call += 1) {
      const answer = await pool.request({ method: "POST", path: process.env.UPSTREAM_PATH ?? "/", headers, body });
      body = Buffer.from(await answer.body.arrayBuffer());
      headers = kept(answer.headers);
      status = answer.statusCode;
    }
    response.writeHead(status, { ...headers, "content-length": body.length });
    response.end(body);
  } catch {
    response.writeHead(502).end();
  }
}

function kept(headers) {
  const result = {};
  for (const name in headers) if (!hop.has(name)) result[name] = headers[name];
  return result;
}
