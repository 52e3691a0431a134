// What a service costs at least: bare node:http that reads a request and answers it.
import { createServer } from "node:http";

createServer((request, response) => {
  request.resume();
  request.on("end", () => response.writeHead(202).end());
}).listen(Number(process.env.PORT), "127.0.0.1");
