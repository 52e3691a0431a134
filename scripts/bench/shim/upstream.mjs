// What stands behind the shim and its peer: reads the body, answers at once. `/reply` with an event, `/json` with plain JSON.
import { createServer } from "node:http";

const reply = [
  "ce-specversion",
  "1.0",
  "ce-id",
  "2",
  "ce-source",
  "/up",
  "ce-type",
  "order.paid",
  "content-type",
  "application/json",
  "content-length",
  "11",
];
const json = ["content-type", "application/json", "content-length", "11"];
createServer((request, response) => {
  request.on("data", () => {});
  request.on("end", () => {
    response.writeHead(200, request.url === "/json" ? json : reply);
    response.end('{"ok":true}');
  });
}).listen(Number(process.env.PORT), "127.0.0.1");
